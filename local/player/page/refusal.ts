import { byId, pairs } from './dom.ts';
import type { Outcome } from './exchange.ts';

/** What a refusal means to someone who watches, by error code. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  invalid_request: 'The request itself is malformed; nobody else was asked.',
  unauthenticated:
    'Twilio does not vouch for this token as a Flex worker’s. Strangers leave no audit item: the attempt is in the function’s log.',
  forbidden: 'The policy does not let this listener hear this recording. The denial is in the audit trail.',
  recording_not_found:
    'This listener may hear it, but the bucket has no such object. The attempt is in the audit trail.',
  recording_archived: 'The object rests in an archive class and has to be restored before it can be played.',
  recording_not_playable:
    'The object is neither WAV nor MP3: empty, damaged, or encrypted by Twilio without word of it in the catalog.',
  recording_key_unknown: 'The recording is encrypted under a public key that this deployment has no private key for.',
  unavailable: 'Something that the decision depends on did not answer. Without it nothing is released.',
  internal_error: 'The fault is on the server’s side, and its log names it. Nothing was released.',
};

const BLOCKED = {
  title: 'The browser kept the answer back',
  message: 'No answer reached this page: either the API cannot be reached, or CORS does not admit this page’s origin.',
  explanation:
    'Only origins listed in allowedOrigins may read answers. The browser’s console says which of the two it was.',
};

/** Shows why there is nothing to hear. */
export const showRefusal = (outcome: Exclude<Outcome, { kind: 'link' }>): void => {
  const blocked = outcome.kind === 'blocked';
  byId('refusal').hidden = false;
  byId('refusal-status').textContent = blocked ? 'CORS' : String(outcome.status);
  byId('refusal-title').textContent = blocked ? BLOCKED.title : outcome.code || 'No readable answer';
  byId('refusal-message').textContent = blocked ? BLOCKED.message : outcome.message;
  byId('refusal-explanation').textContent = blocked ? BLOCKED.explanation : (EXPLANATIONS[outcome.code] ?? '');
  byId('refusal-facts').replaceChildren(
    ...pairs(blocked ? { 'this page’s origin': location.origin } : { 'request id': outcome.requestId }),
  );
};

export const hideRefusal = (): void => {
  byId('refusal').hidden = true;
};
