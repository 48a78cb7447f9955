import type { RoleRun } from '../../../compiler/model/ir.ts';
import { assetNamed } from './arguments.ts';
import type { Step } from './steps.ts';

/**
 * What a task does with files that a package manager reads; undefined if it is not of a module for files, null if it writes what is not
 * known.
 * @param module its short name
 */
export function fileSteps(
  module: string,
  text: (...names: readonly string[]) => string | null,
  { assets }: Pick<RoleRun, 'assets'>,
  /** Whether the package manager reads a path. */
  isRead: (path: string) => boolean,
): Step[] | null | undefined {
  switch (module) {
    case 'copy': {
      const [path, content, src] = [text('dest'), text('content'), text('src')];
      if (path === null || !isRead(path)) return [];
      if (content !== null) return [{ do: 'write', path, text: content }];
      const file = src === null ? null : assetNamed(src, assets);
      return file === null ? null : [{ do: 'copy', path, file }];
    }
    case 'get_url': {
      const [path, url] = [text('dest'), text('url')];
      return path === null || url === null || /[{}]/.test(url) ? [] : [{ do: 'fetch', path, url }];
    }
    case 'file': {
      const path = text('path', 'dest', 'name');
      const gone = text('state') === 'absent' && path !== null && isRead(path);
      return gone ? [{ do: 'delete', path }] : [];
    }
    default:
      return undefined;
  }
}
