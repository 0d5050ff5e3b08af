import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { type CatalogUpdate, recordingsOf } from './catalog-update.ts';
import type { CallbackVerifier, UpdateQueue } from './ports.ts';
import type { CallbackFields } from './recording-callback.ts';
import { checkFieldNames } from './signed-fields.ts';
import type { SignedRequest } from './twilio-signature.ts';

/** The adapters and settings of `takeCallback`. */
export interface TakeCallbackDependencies {
  readonly verifier: CallbackVerifier;
  readonly queue: UpdateQueue;
  readonly accountSid: string;
}

/** A callback as received, with the functions that read it. */
export interface ReceivedCallback {
  readonly request: SignedRequest;
  /** Called only after the signature was verified. */
  readonly readFields: () => Result<CallbackFields, Failure>;
  readonly understand: (fields: CallbackFields) => Result<readonly CatalogUpdate[], Failure>;
}

/** An accepted callback. */
export interface TakenCallback {
  readonly recordingSids: readonly string[];
}

/**
 * Puts the facts of a callback into the queue if Twilio signed it and it concerns this account. When it succeeds, the facts
 * are durable; `applyUpdates` writes them to the catalog later.
 * Fails with `callback_refused`, `callback_malformed`, `unavailable` or `internal_error`. After the latter two, Twilio
 * tries again for 15 seconds, if the URL that it was given says so. A callback that arrives twice does no harm.
 */
export const takeCallback = async (
  { verifier, queue, accountSid }: TakeCallbackDependencies,
  { request, readFields, understand }: ReceivedCallback,
): Promise<Result<TakenCallback, Failure>> => {
  const verified = await verifier.verify(request);
  if (!verified.ok) return verified;
  const named = checkFieldNames(request);
  if (!named.ok) return named;
  const read = readFields();
  if (!read.ok) return read;
  const fields = read.value;
  if (fields.get('AccountSid') !== accountSid) return fail('callback_refused', 'foreign_account');
  const updates = understand(fields);
  if (!updates.ok) return updates;

  const added = await queue.add(updates.value);
  if (!added.ok) return added;
  return ok({ recordingSids: updates.value.flatMap(recordingsOf) });
};
