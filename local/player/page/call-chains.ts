import { byId, make } from '../../../bin/pages/browser/dom.ts';
import type { CallChain } from '../player-model.ts';
import { abbreviateSid } from './abbreviate.ts';

const POLL_INTERVAL_MS = 1_000;

/** Who was given a link to a recording, by its SID. */
export type Listeners = ReadonlyMap<string, readonly string[]>;

/** Shows, for each call of the start, how far it has come: call, task, recording, attached, played. */
export const followCallChains = async (listeners: () => Listeners): Promise<void> => {
  for (let shown = ''; ; await new Promise(resolve => setTimeout(resolve, POLL_INTERVAL_MS))) {
    const chains = await readChains();
    // A stack that plays no calls will not play any later.
    if (chains?.length === 0) return;
    if (chains) {
      const state = JSON.stringify([chains, chains.map(({ recordingSid }) => listeners().get(recordingSid))]);
      // An unchanged list stays as it is, so that nobody's selection or focus is lost.
      if (state !== shown) {
        shown = state;
        byId('chains').hidden = false;
        byId('calls').replaceChildren(...chains.map(chain => chainItem(chain, listeners())));
      }
    }
  }
};

/** Undefined: the server does not answer at the moment. */
const readChains = async (): Promise<readonly CallChain[] | undefined> => {
  try {
    return (await (await fetch('/calls')).json()) as readonly CallChain[];
  } catch {
    return undefined;
  }
};

const chainItem = (
  { recordingSid, title, callSid, taskSid, isCatalogued, isAttached }: CallChain,
  listeners: Listeners,
) => {
  const names = listeners.get(recordingSid) ?? [];
  return make('li', {
    attributes: { 'data-recording': recordingSid },
    children: [
      make('strong', { text: title }),
      make('ol', {
        class: 'chain',
        children: [
          step('call', callSid !== undefined, callSid && abbreviateSid(callSid)),
          step('task', taskSid !== undefined, taskSid && abbreviateSid(taskSid)),
          step('recording', isCatalogued, abbreviateSid(recordingSid)),
          step('attached', isAttached, isAttached ? 'url_provider is in the task' : undefined),
          step('played', names.length > 0, names.join(', ') || undefined),
        ],
      }),
    ],
  });
};

const step = (name: string, isDone: boolean, details: string | undefined): HTMLElement =>
  make('li', {
    class: isDone ? 'step good' : 'step',
    attributes: { 'data-step': name, 'data-done': String(isDone) },
    children: [
      make('span', { text: isDone ? name : `${name}: not yet` }),
      ...(details ? [make('code', { class: 'quiet', text: details })] : []),
    ],
  });
