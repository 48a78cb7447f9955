import { icons, raw } from './icons.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { style } from './style.ts';

export interface DocumentFacts {
  readonly title: string;
  /** The version of vkc. */
  readonly version: string;
  /** CSS in addition to the style that all reports share. */
  readonly style?: string;
}

/**
 * A report as a single page without scripts. It loads nothing; its content security policy forbids network
 * access.
 */
export function htmlDocument({ title, version, style: own = '' }: DocumentFacts, main: Markup): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="generator" content="vkc ${version}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${raw(style + own)}
        </style>
      </head>
      <body>
        ${icons()}
        <main>${main}</main>
      </body>
    </html> `;
  return page.text.replace(/\n{2,}/g, '\n');
}
