import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../stdlib/index.ts';
import { folder, vkc } from './command-line.ts';
import type { Ran } from './command-line.ts';

/** An image with something broken on one system, something allowed, and text that means to be taken for markup. */
export const SHOP = `# A shop. <script>alert("x")</script>
image shop {
  title   = "Shop <b>& sons</b> | [link](x)"
  version = "2.0"
  os      = [debian12, almalinux9]
  package nginx
  service nginx { enabled = false }
  when os == debian12 {
    download "/opt/lego" { url = "https://example.org/lego-4.17.0?a=1&b=<2>" }
  }
  download "/opt/tool" {
    url = "https://example.org/tool-1.0"
    allow unchecked-download { reason = "Signed <inside>, and checked by \`tool\` itself." }
  }
  variant large { package htop }
}
`;

export const GOOD =
  'image good {\n  os = [debian12]\n  package nginx\n  service nginx { enabled = false }\n}\n';

export interface Reported extends Ran {
  readonly text: string;
}

/** `vkc check --report` on these files, and what it wrote. */
export async function report(
  name: string,
  files: Readonly<Record<string, string>> = { 'shop.vkimage': SHOP },
  argv: readonly string[] = [],
): Promise<Reported> {
  const cwd = folder(files);
  const ran = await vkc(cwd, ['check', '--report', name, ...argv], { compile });
  return { ...ran, text: readFileSync(join(cwd, name), 'utf8') };
}
