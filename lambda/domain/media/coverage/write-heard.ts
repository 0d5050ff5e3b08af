import type { AuditLog } from '../../audit/events/audit-log.ts';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { EndedCoverages } from '../ports.ts';
import { mediaHeard } from './media-heard.ts';

/** Links that wait for the tables at the same time. */
const LINKS_AT_ONCE = 16;

export interface WriteHeardDependencies {
  readonly coverages: EndedCoverages;
  readonly audit: AuditLog;
  readonly now: () => Date;
  /** How long after the end of a link an answer may still be noted, seconds: as long as the media function may run. */
  readonly settleSeconds: number;
  /** Whether there is time for more links. The next run takes the rest. */
  readonly hasTime: () => boolean;
}

/** What one run did. */
export interface HeardRun {
  /** Links whose `media_heard` event is now on record. */
  readonly recorded: number;
  /** Revoked links with which nothing had left. */
  readonly unused: number;
  /** Links that failed. The next run tries them again. */
  readonly failed: number;
  readonly firstFailure: Failure | undefined;
}

/**
 * Appends a `media_heard` event for each link that has ended: first closes its coverage, so that nothing can be added, then
 * appends the event, and only then removes it from the work that is due. A run that stops in between, or two runs at the same
 * time, append the same event. One failing link does not hold up the others.
 */
export const writeHeard = async (dependencies: WriteHeardDependencies): Promise<HeardRun> => {
  const run = { recorded: 0, unused: 0, failed: 0, firstFailure: undefined as Failure | undefined };
  const count = (outcome: Result<'recorded' | 'unused', Failure>): void => {
    run[outcome.ok ? outcome.value : 'failed'] += 1;
    if (!outcome.ok) run.firstFailure ??= outcome.error;
  };
  const settledAt = new Date(dependencies.now().getTime() - dependencies.settleSeconds * 1000);
  let pending: Promise<Result<'recorded' | 'unused', Failure>>[] = [];
  for await (const due of dependencies.coverages.readDue(settledAt)) {
    if (!due.ok) count(due);
    else pending.push(record(dependencies, due.value));
    if (pending.length < LINKS_AT_ONCE) continue;
    for (const outcome of await Promise.all(pending)) count(outcome);
    pending = [];
    if (!dependencies.hasTime()) break;
  }
  for (const outcome of await Promise.all(pending)) count(outcome);
  return run;
};

const record = async (
  { coverages, audit, now }: WriteHeardDependencies,
  linkHash: string,
): Promise<Result<'recorded' | 'unused', Failure>> => {
  const closed = await coverages.close(linkHash, now());
  if (!closed.ok) return closed;
  if (closed.value) {
    const appended = await audit.append(mediaHeard(closed.value));
    if (!appended.ok) return appended;
  }
  const finished = await coverages.finish(linkHash, now());
  return finished.ok ? ok(closed.value ? 'recorded' : 'unused') : finished;
};
