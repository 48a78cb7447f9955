import type { Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { features } from '../../../editor/features.generated.ts';
import type { RawClient } from './raw-client.ts';
import { paramsOf } from './steps.ts';
import type { World } from './world.ts';

type Found = Readonly<Record<string, readonly Diagnostic[]>>;

const sorted = (found: Iterable<readonly [string, readonly Diagnostic[]]>): Found =>
  Object.fromEntries([...found].filter(([, all]) => all.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What is wrong in the whole workspace, asked for. */
async function pulled(client: RawClient): Promise<Found> {
  const answer = await client.ask('workspace/diagnostic', { previousResultIds: [] });
  if ('code' in answer) throw new Error(answer.message);
  const { items } = answer.result as { items: { uri: string; items: Diagnostic[] }[] };
  return sorted(items.map(({ uri, items: all }) => [uri, all]));
}

/** What is wrong in the documents that are open, asked for one by one. */
async function pulledOneByOne(client: RawClient): Promise<Found> {
  const found: [string, Diagnostic[]][] = [];
  for (const uri of client.open.keys()) {
    const answer = await client.ask('textDocument/diagnostic', { textDocument: { uri } });
    if ('code' in answer) throw new Error(answer.message);
    found.push([uri, (answer.result as { items: Diagnostic[] }).items]);
  }
  return sorted(found);
}

/** Those answers are of the newest text without mistakes, which a new server has never seen. */
const OF_GOOD = /inlayHint|codeLens|codeAction|completion|^vkc\/|textDocumentContent/;

/** What every feature answers at a few places of every open document, by what was asked. */
async function answers(client: RawClient, world: World, found: Found): Promise<Record<string, unknown>> {
  const made: Record<string, unknown> = {};
  const hasErrors = (uri: string) => {
    const group = uri.replace(world.uri(''), '').split('/')[0]!;
    return Object.entries(found).some(
      ([each, all]) => each.includes(group) && all.some(({ severity }) => severity === 1),
    );
  };
  for (const [uri, text] of client.open) {
    const document = TextDocument.create(uri, 'vkimage', 1, text);
    const places = [...text.matchAll(/\b\w/g)].map(({ index }) => index).filter((_, i) => i % 7 === 2);
    for (const { requests = {} } of features)
      for (const method of Object.keys(requests)) {
        if (method === 'codeAction/resolve' || (OF_GOOD.test(method) && hasErrors(uri))) continue;
        for (const offset of places.slice(0, 3)) {
          const [at, end] = [offset, offset + 30].map((each) => document.positionAt(each)) as [never, never];
          const context = { diagnostics: found[uri] ?? [], includeDeclaration: true };
          const more = { context, root: world.uri('proj'), image: 'one', previousResultIds: [] };
          made[`${method} ${uri} ${offset}`] = await client.ask(method, paramsOf(uri, at, end, more));
        }
      }
  }
  made.symbols = await client.ask('workspace/symbol', { query: '' });
  const { result } = (await client.ask('vkc/targets', {})) as {
    result: { stale: boolean; errors: number }[];
  };
  made.targets = result.filter(({ stale, errors }) => !stale && errors === 0);
  return made;
}

/** Where two differ. */
function unlike(what: string, seen: object, wanted: object): string[] {
  const [a, b] = [seen, wanted].map(
    (each) => new Map(Object.entries(each).map(([key, value]) => [key, JSON.stringify(value)])),
  );
  return [...new Set([...a!.keys(), ...b!.keys()])]
    .filter((key) => a!.get(key) !== b!.get(key))
    .map((key) => `${what} ${key}:\n${a!.get(key)}\ninstead of\n${b!.get(key)}`);
}

const pause = () => new Promise<void>((done) => void setTimeout(done, 8));

/** Compares until it is the same; what was found last if it never is. */
async function eventually(look: () => Promise<string> | string, expected: string): Promise<string> {
  let seen = await look();
  for (let i = 0; i < 200 && seen !== expected; i++) {
    await pause();
    seen = await look();
  }
  return seen;
}

/** How a client that went through all of it differs from one that has only seen the end; empty if it does not. */
export async function differences(
  client: RawClient,
  fresh: RawClient,
  world: World,
  pulls: boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  const expected = await pulled(fresh);
  const compare = async (what: string, look: () => Promise<Found> | Found, other: Found) => {
    const wanted = JSON.stringify(other);
    const seen = await eventually(async () => JSON.stringify(await look()), wanted);
    if (seen !== wanted) wrong.push(...unlike(what, JSON.parse(seen) as Found, other));
  };
  wrong.push(...unlike('pulled', await pulled(client), expected));
  if (pulls) {
    // What it says until then is of the syntax alone.
    await eventually(() => String(fresh.refreshed > 0), 'true');
    await compare('pulled one by one', () => pulledOneByOne(client), await pulledOneByOne(fresh));
  } else
    for (let times = 0; times < 2; times++) {
      await compare('pushed', () => sorted(client.published), expected);
      await pause();
    }
  const [seen, wanted] = [await answers(client, world, expected), await answers(fresh, world, expected)];
  wrong.push(...unlike('answers', seen, wanted));
  const unanswered = await eventually(() => String(client.pending), '0');
  if (unanswered !== '0') wrong.push(`${unanswered} requests without an answer`);
  return [...wrong, ...client.faults];
}
