import { byId, pairs } from '../../../bin/pages/browser/dom.ts';
import type { Outcome } from './exchange.ts';

/** An explanation of each error code for the user of the page. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  invalid_request: 'The request is invalid. No other service was called.',
  unauthenticated:
    'Twilio does not confirm that this token belongs to a Flex worker. Without a valid token no audit item is written; the attempt is in the function’s log.',
  forbidden: 'The policies do not allow this user to play this recording. The denial is in the audit trail.',
  recording_not_found:
    'This user may play the recording, but the bucket has no such object. The attempt is in the audit trail.',
  recording_archived: 'The object has an archive storage class. It must be restored before it can be played.',
  recording_not_playable:
    'The object is neither WAV nor MP3: it is empty, damaged, or encrypted by Twilio without encryption details in the catalog.',
  recording_key_unknown: 'The recording is encrypted for a public key whose private key this deployment does not have.',
  unavailable: 'A service that the decision needs did not answer. Therefore no link was released.',
  internal_error: 'The server failed; its log has the cause. No link was released.',
};

const BLOCKED = {
  title: 'The browser blocked the response',
  message:
    'No response reached this page: either the API cannot be reached, or CORS does not allow this page’s origin.',
  explanation:
    'Only the origins in allowedOrigins may read responses. The browser’s console shows which of the two it was.',
};

/** Shows why nothing is played. */
export const showRefusal = (outcome: Exclude<Outcome, { kind: 'link' }>): void => {
  const blocked = outcome.kind === 'blocked';
  byId('refusal').hidden = false;
  byId('refusal-status').textContent = blocked ? 'CORS' : String(outcome.status);
  byId('refusal-title').textContent = blocked ? BLOCKED.title : outcome.code || 'No readable response';
  byId('refusal-message').textContent = blocked ? BLOCKED.message : outcome.message;
  byId('refusal-explanation').textContent = blocked ? BLOCKED.explanation : (EXPLANATIONS[outcome.code] ?? '');
  byId('refusal-facts').replaceChildren(
    ...pairs(blocked ? { 'this page’s origin': location.origin } : { 'request id': outcome.requestId }),
  );
};

export const hideRefusal = (): void => {
  byId('refusal').hidden = true;
};
