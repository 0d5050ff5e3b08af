import { type Failure, fail } from '../shared/failure.ts';
import { parseJson } from '../shared/json-text.ts';
import { ok, type Result } from '../shared/result.ts';
import { recordingsOf } from './catalog-update.ts';
import { readStreamEvent, type StreamEvent } from './stream-event.ts';
import type { TakeCallbackDependencies } from './take-callback.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** Twilio does not document how many events a batch has. A longer one does not come from Twilio. */
const MAX_EVENTS = 1_000;

/** An accepted batch of events. */
export interface TakenEvents {
  readonly recordingSids: readonly string[];
  /** Number of events of types that tell nothing about recordings. */
  readonly ignored: number;
  /** The events that could not be read, or that are about another account. Twilio does not send them again. */
  readonly refused: readonly Failure[];
  readonly testIds: readonly string[];
}

/**
 * Puts the facts of a batch of Event Streams into the queue if Twilio signed it. An event that cannot be read does not
 * affect the others. The same event may arrive twice. When it succeeds, the facts are durable.
 * Fails with `callback_refused`, `callback_malformed`, `unavailable` or `internal_error`. Twilio tries again for four hours.
 */
export const takeEventStream = async (
  { verifier, queue, accountSid }: TakeCallbackDependencies,
  request: SignedRequest,
  receivedAt: Date,
): Promise<Result<TakenEvents, Failure>> => {
  const verified = await verifier.verify(request);
  if (!verified.ok) return verified;
  const events = eventsIn(request);
  if (!events) return fail('callback_malformed', 'body_not_events');
  if (events.length > MAX_EVENTS) return fail('callback_malformed', 'too_many_events');

  const read = events.map(event => readStreamEvent(event, { accountSid, receivedAt }));
  const understood = read.flatMap(result => (result.ok ? [result.value] : []));
  const updates = understood.flatMap(event => (event.kind === 'facts' ? event.updates : []));
  const added = await queue.add(updates);
  if (!added.ok) return added;
  return ok({
    recordingSids: [...new Set(updates.flatMap(recordingsOf))],
    ignored: understood.filter(({ kind }) => kind === 'ignored').length,
    refused: read.flatMap(result => (result.ok ? [] : [result.error])),
    testIds: understood.flatMap(testIdsOf),
  });
};

/** The array of events; one event alone counts as an array of one. Undefined for anything else. */
const eventsIn = ({ body }: SignedRequest): readonly unknown[] | undefined => {
  const parsed = body.kind === 'json' ? parseJson(body.text) : undefined;
  if (Array.isArray(parsed)) return parsed;
  return typeof parsed === 'object' && parsed !== null ? [parsed] : undefined;
};

const testIdsOf = (event: StreamEvent): readonly string[] =>
  event.kind === 'test' && event.testId !== undefined ? [event.testId] : [];
