import type { BlockDeclaration } from '../../grammar/syntax.ts';
import { familySchema, osBlocks, osSchema } from '../language/system-blocks.ts';
import type { Library } from '../sdk/library.ts';
import type { MemberNames } from './context.ts';
import { blockPlace } from './member-places.ts';
import { checkBlock, reportMissing } from './members.ts';
import { TypeScope } from './scope.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import { suggest } from '../model/suggest.ts';
import { wordOf } from './context.ts';

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What people call a system besides its name, each as what its declaration says of it. */
const CALLED: readonly (readonly string[])[] = [
  ['short'],
  ['source'],
  ['title'],
  ['codename'],
  ['distro', 'codename'],
  ['release'],
  ['distro', 'release'],
  ['distro', 'version'],
];

/**
 * The system that was most likely meant: by its name or nearly so, by what people call it (`noble`, `24.04`,
 * `ubuntu-24`), by a minor release of it (`almalinux-91`), or by the beginning of its name (`alma9`). Of several that fit, the last one, which is the newest.
 */
export function likelySystem(word: string, module: Module, modules: Modules): string | null {
  const names = modules.known(module, 'os');
  const wanted = plain(word);
  if (wanted === '') return null;
  const exact = names.find((name) => plain(name) === wanted);
  if (exact !== undefined) return exact;
  const called = names.filter((name) => alternatives(name, module, modules).includes(wanted));
  if (called.length > 0) return called.at(-1)!;
  // Those of one distribution begin alike, so the longest that fits is the nearest.
  const minor = names.filter(
    (name) => /\d$/.test(name) && new RegExp(`^${plain(name)}\\d{1,2}$`).test(wanted),
  );
  if (minor.length > 0) return minor.sort((a, b) => b.length - a.length)[0]!;
  // `alma9` for `almalinux9`.
  const parts = /^([a-z]{2,})(\d+)$/.exec(wanted);
  const begun = names.filter(
    (name) =>
      parts !== null && plain(name).startsWith(parts[1]!) && plain(name).replace(/^[a-z]+/, '') === parts[2],
  );
  if (begun.length === 1) return begun[0]!;
  // Another short number is another release, and no slip.
  const letters = (text: string) => plain(text).replace(/(?<!\d)\d{1,2}$/, '');
  return suggest(
    word,
    names.filter((name) => /\d{3}/.test(word) || letters(name) !== letters(word)),
  );
}

function alternatives(name: string, module: Module, modules: Modules): string[] {
  const found = modules.find(module, 'os', name);
  if (found === null) return [];
  const fields = new Map<string, string>();
  for (const member of found.declaration.body.members) {
    if (member.node !== 'attribute') continue;
    const text = wordOf(member.value);
    if (text !== null && text !== '') fields.set(member.name.text, text);
  }
  return CALLED.flatMap((keys) => {
    const texts = keys.map((key) => fields.get(key));
    return texts.includes(undefined) ? [] : [plain(texts.join(''))];
  });
}

/** A declared system: all that every system has to say of itself, and a cloud image. */
export function checkSystem(
  { name, body }: BlockDeclaration,
  { packageManagers }: Pick<Library, 'packageManagers'>,
  names: MemberNames,
): void {
  const schema = osSchema(packageManagers);
  reportMissing(body, name.span, schema, `\`os ${name.text}\``, names);
  if (!body.members.some((each) => each.node === 'element' && each.kind.text === 'image'))
    names.report('VK0523', name.span, { name: name.text });
  checkBlock(body, blockPlace('a system', schema, osBlocks), new TypeScope(null), names);
}

export function checkFamily(
  { name, body }: BlockDeclaration,
  { packageManagers }: Pick<Library, 'packageManagers'>,
  names: MemberNames,
): void {
  const schema = familySchema(packageManagers);
  reportMissing(body, name.span, schema, `\`family ${name.text}\``, names);
  checkBlock(body, blockPlace('a family', schema, new Map()), new TypeScope(null), names);
}
