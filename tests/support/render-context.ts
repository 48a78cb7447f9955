import { contentsReader } from '../../compiler/contents/gather.ts';
import type { RenderContext } from '../../emit/output.ts';
import { library } from '../../stdlib/index.ts';

/** For images that no source stands behind. Their files are empty unless `read` says otherwise. */
export function renderContext(read: RenderContext['read'] = () => new Uint8Array()): RenderContext {
  return { read, contents: contentsReader(library) };
}
