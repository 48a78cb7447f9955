import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { CancellationToken, Connection, InitializeParams } from 'vscode-languageserver/node';
import { Refusal } from '../../editor/project/feature.ts';
import { Cancelled, Outdated } from '../../editor/server/channel.ts';
import type { Channel } from '../../editor/server/channel.ts';

/** A connection of vscode-languageserver, which ends with the process of the client. */
export function connectionChannel(connection: Connection): Channel {
  let stage: 'new' | 'running' | 'ended' = 'new';
  connection.onShutdown(() => void (stage = 'ended'));
  return {
    onRequest(method, answer) {
      const handle = async (params: object, token: CancellationToken): Promise<unknown> => {
        if (method === 'initialize') stage = 'running';
        else if (stage === 'new')
          throw new ResponseError(ErrorCodes.ServerNotInitialized, 'The server waits for `initialize`.');
        else if (stage === 'ended')
          throw new ResponseError(ErrorCodes.InvalidRequest, 'The server was shut down.');
        try {
          return await answer(params as never, () => token.isCancellationRequested);
        } catch (error) {
          if (error instanceof Refusal) throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
          if (error instanceof Cancelled)
            throw new ResponseError(LSPErrorCodes.RequestCancelled, error.message);
          if (error instanceof Outdated)
            throw new ResponseError(LSPErrorCodes.ContentModified, error.message);
          throw error;
        }
      };
      if (method === 'initialize')
        connection.onInitialize((params: InitializeParams, token) => handle(params, token) as never);
      else connection.onRequest(method, handle);
    },
    onNotification(method, handle) {
      if (method === 'initialized') connection.onInitialized((params) => handle(params as never));
      else connection.onNotification(method, (params: object) => handle(params as never));
    },
    request(method, params) {
      // A client that refuses goes without.
      connection.sendRequest(method, params).catch(() => undefined);
    },
    notify: (method, params) => void connection.sendNotification(method, params),
    listen: () => connection.listen(),
  };
}
