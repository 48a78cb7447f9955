import type { CodeAction } from 'vscode-languageserver';
import { resolveConversion } from '../actions/convert.ts';
import { Refusal } from '../project/feature.ts';
import type { Place } from '../project/feature.ts';
import type { Channel } from './channel.ts';

/** `MessageType.Error`. */
const ERROR = 1;

/** The action with its changes. A client shows no reason why an action has none, so it is said in a message. */
export async function resolved(channel: Channel, place: Place, action: CodeAction): Promise<CodeAction> {
  try {
    return await resolveConversion(place, action);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    channel.notify('window/showMessage', { type: ERROR, message: error.message });
    return action;
  }
}

/** The actions for a client that does not ask for changes later: those that come to something have them at once. */
export async function withChanges(place: Place, actions: readonly CodeAction[]): Promise<CodeAction[]> {
  const made: CodeAction[] = [];
  for (const action of actions) {
    if (action.data === undefined) made.push(action);
    else
      try {
        made.push(await resolveConversion(place, action));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
  }
  return made;
}
