import { type Failure, fail } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { LinkLease } from '../lease/link-lease.ts';
import type { LinkCoverages } from '../ports.ts';
import { type SentAnswer, withAnswer } from './link-coverage.ts';

/** Other instances may add answers of the same link at the same time. A player has a few requests open at once. */
const MAX_ATTEMPTS = 10;

/**
 * Adds what left with one answer to the link's coverage. Call it when the answer has ended: the listener waits for nothing.
 * Fails with `unavailable`, and with `internal_error` if the coverage is already being put on record.
 */
export const noteSent = async (
  coverages: LinkCoverages,
  lease: LinkLease,
  answer: SentAnswer,
): Promise<Result<void, Failure>> => {
  const { opening } = lease;
  if (answer.range[0] === answer.range[1] || !opening) return ok(undefined);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const found = await coverages.find(lease.linkHash);
    if (!found.ok) return found;
    // The answer to an earlier attempt was lost.
    if (found.value?.lastRequestId === answer.requestId) return ok(undefined);
    if (found.value?.isClosed) return fail('internal_error', 'coverage_closed');
    const stored = await coverages.store({ ...lease, client: opening.client }, withAnswer(found.value, answer));
    if (!stored.ok) return stored;
    if (stored.value === 'stored') return ok(undefined);
  }
  return fail('unavailable', 'coverage_contended');
};
