const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c]!);

const inline = (text: string): string =>
  escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');

/**
 * The Markdown that the language server writes: paragraphs, lists, fenced code, `code`. It stands for the package `marked`, which the client
 * imports and which is ten times as large. All text is escaped: sources may come from a link that somebody sent.
 */
export class Marked {
  parse(markdown: string): string {
    return markdown
      .split(/(^```[\s\S]*?^```$)/m)
      .map((part) => {
        const code = /^```\w*\n([\s\S]*?)\n?```$/.exec(part);
        return code === null ? blocks(part) : `<pre><code>${escaped(code[1]!)}</code></pre>`;
      })
      .join('');
  }
}

const blocks = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) =>
      block.startsWith('- ')
        ? `<ul>${block
            .split(/\n- |^- /)
            .slice(1)
            .map((item) => `<li>${inline(item)}</li>`)
            .join('')}</ul>`
        : `<p>${inline(block)}</p>`,
    )
    .join('');
