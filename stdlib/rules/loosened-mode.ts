import { pathKey } from '../../compiler/sdk/categories.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import command from '../resources/command.ts';
import directory from '../resources/directory.ts';
import download from '../resources/download.ts';
import file from '../resources/file.ts';
import shell from '../resources/shell.ts';

/** Something that sets the mode of a path. */
interface Setting {
  readonly at: PlacedResource;
  readonly path: string;
  readonly mode: number;
  /** Whether it is for all that is below the path. */
  readonly below: boolean;
  /** Whether the author wrote it, and does not just leave it to the default. */
  readonly written: boolean;
}

const digits = (mode: string) => Number.parseInt(mode, 8) & 0o777;

function* settings({ resources }: RuleContext): Generator<Setting> {
  for (const at of resources(directory, file, download, archive, command, shell)) {
    const { kind, label } = at.resource;
    if (kind === command.name || kind === shell.name) {
      const [, deep, mode, paths] = /^\s*chmod\s+(-R\s+)?0?([0-7]{3})\s+(\/[^\n;&|]*)$/.exec(label) ?? [];
      for (const path of paths?.trim().split(/\s+/) ?? [])
        yield { at, path: pathKey(path), mode: digits(mode!), below: deep !== undefined, written: true };
      continue;
    }
    const mode = 'mode' in at.attributes ? at.attributes.mode : undefined;
    const usual = kind === directory.name || kind === archive.name ? '0755' : '0644';
    const recurse = 'recurse' in at.attributes && at.attributes.recurse?.value === true;
    const below = recurse || (kind === archive.name && mode !== undefined);
    yield {
      at,
      path: pathKey(label),
      mode: digits(mode?.value ?? usual),
      below,
      written: mode !== undefined,
    };
  }
}

export default rule({
  id: 'loosened-mode',
  topic: 'security',
  severity: 'warning',
  title: 'No later resource opens what an earlier one closed.',
  message: '`{path}` gets the mode {later} here, which is wider than the {earlier} that it had.',
  help: 'Say the mode here too: `mode = {earlier}`. If it is to be wider, say so where it is made.',
  why: 'The last resource of a path decides its mode. A `directory` and an `archive` set it even when they do not mention it, so what was closed is open again, and nothing says so.',
  sources: ['small-attack-surface', 'order-of-tasks'],
  *check(context) {
    const known: Setting[] = [];
    for (const each of settings(context)) {
      for (const earlier of known) {
        if (earlier.path !== each.path && !(each.below && earlier.path.startsWith(`${each.path}/`))) continue;
        if (earlier.at.resource === each.at.resource || !earlier.written) continue;
        // Below a folder files keep the `x` that they have.
        const file = earlier.path !== each.path && earlier.at.resource.kind !== directory.name;
        const wider = each.mode & ~earlier.mode & (file ? 0o666 : 0o777);
        if (wider === 0) continue;
        const octal = (mode: number) => `0${mode.toString(8).padStart(3, '0')}`;
        const params = { path: earlier.path, later: octal(each.mode), earlier: octal(earlier.mode) };
        const related = [{ span: earlier.at.resource.head, message: 'this closed it' }];
        yield { at: each.at, params, related };
        break;
      }
      known.push(each);
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  directory "/opt/shop" { mode = 0750 }\n  «archive "/opt/shop"» {\n    url      = "https://example.org/shop-1.0.tar.gz"\n    checksum = "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76"\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/opt/shop" { mode = 0750 }\n  archive "/opt/shop" {\n    url      = "https://example.org/shop-1.0.tar.gz"\n    checksum = "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76"\n    mode     = 0750\n  }\n}\n',
});
