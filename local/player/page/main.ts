import { byId } from '../../../bin/pages/browser/dom.ts';
import { askForLink } from './ask-for-link.ts';
import { followAuditTrail } from './audit-trail.ts';
import { followCallChains } from './call-chains.ts';
import { offerChoices } from './choices.ts';
import { loadModel } from './load-model.ts';
import { showExchange } from './network-log.ts';
import { createPlayback } from './playback.ts';
import { hideRefusal, showRefusal } from './refusal.ts';

byId('loading').remove();
const model = await loadModel();
byId('where').textContent = new URL(model.urlProvider).host;
byId('desk', HTMLAnchorElement).href = model.desk;
const chosen = offerChoices(model);
const playback = createPlayback();
/** The names of those who were given a link, by recording. */
const listeners = new Map<string, string[]>();
followAuditTrail(model, ({ event, recording_sid, worker_sid, realm_user_id }) => {
  if (event !== 'link_issued') return;
  const name = model.users.find(user => user.workerSid === worker_sid)?.name ?? realm_user_id ?? worker_sid;
  const names = listeners.get(recording_sid) ?? [];
  if (!names.includes(name)) listeners.set(recording_sid, [...names, name]);
});
void followCallChains(() => listeners);

// What was said about the choice before must not stand beside another one. A recording that plays goes on.
byId('ask').addEventListener('change', () => {
  hideRefusal();
  playback.dismissTrouble();
});

/** Counts the presses of Play. A late response to an earlier press is shown only in the log. */
let presses = 0;

byId('ask').addEventListener('submit', async event => {
  event.preventDefault();
  const choice = chosen();
  if (!choice) return;
  presses += 1;
  const press = presses;
  playback.stop();
  hideRefusal();
  announce('Asking for a link.');
  const { exchange, outcome } = await askForLink(model.urlProvider, choice.recording.sid, choice.user.token);
  showExchange(exchange);
  if (press !== presses) return;
  if (outcome.kind === 'link') {
    announce(`Playing ${choice.recording.title} as ${choice.user.name}.`);
    playback.start(outcome.mediaUrl, choice);
    byId('player').scrollIntoView({ block: 'nearest' });
  } else {
    showRefusal(outcome);
    byId('refusal').scrollIntoView({ block: 'nearest' });
    announce(
      outcome.kind === 'refused'
        ? `Refused: ${outcome.status} ${outcome.code}. ${outcome.message}`
        : 'Response blocked.',
    );
  }
});

const announce = (text: string): void => {
  byId('announcement').textContent = text;
};
