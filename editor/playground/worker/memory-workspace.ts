import { readSettings } from '../../../compiler/load/settings.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { ruleIds } from '../../../stdlib/rule-set.ts';
import { pathBelow } from '../../text/uri.ts';
import type { Workspace } from '../../project/workspace.ts';

/** The folder of the one project that the page has. */
const ROOT = 'play:/';

const SETTINGS = 'vkc.yaml';

/** One project that consists of the open documents, whatever they are. */
export const memoryWorkspace: Workspace = {
  async project(_uri, open) {
    const files: Record<string, string> = {};
    for (const [uri, text] of open) {
      const path = pathBelow(ROOT, uri);
      if (path !== null) files[path] = text;
    }
    const settings = files[SETTINGS];
    return {
      root: ROOT,
      entries: Object.keys(files)
        .filter((path) => path.endsWith('.vkimage'))
        .sort(),
      host: memoryHost(files),
      settings:
        settings === undefined || !/^\s*[^#\s]/m.test(settings)
          ? null
          : readSettings(SETTINGS, settings, ruleIds()),
      libraryUri: () => null,
    };
  },
  sources: async () => [],
};
