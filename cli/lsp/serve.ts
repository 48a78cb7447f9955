import { createConnection } from 'vscode-languageserver/node';
import { serve } from '../../editor/server/server.ts';
import { readYaml } from '../project/yaml-reader.ts';
import { connectionChannel } from './connection-channel.ts';
import { convert } from './convert.ts';
import { diskWorkspace } from './disk-workspace.ts';

/** Milliseconds without an edit after which meaning is looked at. */
const PAUSE = 120;

/** Runs the language server on standard input and output until the client ends it. */
export function serveStdio(today: string): void {
  const channel = connectionChannel(createConnection(process.stdin, process.stdout));
  serve(channel, diskWorkspace, { yaml: readYaml, convert, date: today, pause: PAUSE });
}
