import type { ReadYaml } from '../../../compiler/sdk/host.ts';
import { serve } from '../../server/server.ts';
import { memoryWorkspace } from './memory-workspace.ts';
import { portChannel } from './port-channel.ts';
import type { Port } from './port-channel.ts';

/** Milliseconds without an edit after which meaning is looked at. */
const PAUSE = 100;

/** Runs the language server for the page at the other end of a port. */
export function servePage(port: Port, yaml: ReadYaml): void {
  const date = new Date().toISOString().slice(0, 10);
  serve(portChannel(port), memoryWorkspace, { yaml, date, pause: PAUSE });
}
