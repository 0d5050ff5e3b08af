import { Readable } from 'node:stream';
import { type Verification, verifyTrail } from '../../../../lambda/domain/audit/verify/verify-trail.ts';
import { awsErrorOf } from '../../../deployment/aws-clients.ts';
import { UsageError } from '../../../terminal/exit-code.ts';
import { timesOf, withDefaultSince } from '../../queries/time-range.ts';
import { verifySources } from '../../verify/verify-sources.ts';
import type { Endpoint } from '../api-answer.ts';
import type { VerifiedState, VerifyStep } from '../desk-model.ts';
import type { DeskDeployment } from '../desk-sources.ts';

const DEFAULT_SINCE = '7d';
/** A page needs no more progress than it can show. */
const PROGRESS_EVERY_MS = 200;
/** All findings are counted. The page shows the first ones; `audit verify` prints all. */
const MOST_FINDINGS = 100;

/** A verification that was started by the page, and the result of the last one. */
export interface DeskVerification {
  readonly endpoint: Endpoint;
  readonly last: () => VerifiedState | undefined;
}

/**
 * Verifies the trail from `since` to `until`, as `audit verify` does, and answers its progress line by line. One
 * verification runs at a time. It runs to its end also if the page is closed, and is then its last result.
 */
export const createVerification = (deployment: DeskDeployment): DeskVerification => {
  let last: VerifiedState | undefined;
  let isRunning = false;
  const run = async (asked: URLSearchParams, tell: (step: VerifyStep) => void): Promise<VerifiedState> => {
    const now = new Date();
    const given = { ...fieldOf(asked, 'since'), ...fieldOf(asked, 'until') };
    const times = timesOf(withDefaultSince(given, DEFAULT_SINCE, now), now);
    const { archive, trail, publicKeys } = await verifySources(sourceOptions(deployment));
    let [told, toldAtMs] = [0, 0];
    const verified = await verifyTrail({
      ...{ archive, publicKeys, now, ...times },
      ...(trail && { trail }),
      isCopy: false,
      searchHidden: true,
      onFinding: finding => {
        told += 1;
        if (told <= MOST_FINDINGS) tell({ finding });
      },
      onProgress: (phase, done, total) => {
        if (Date.now() - toldAtMs < PROGRESS_EVERY_MS) return;
        toldAtMs = Date.now();
        tell({ progress: { phase, done, total } });
      },
    });
    if (!verified.ok) throw awsErrorOf(verified.error);
    last = stateOf(verified.value, now);
    return last;
  };
  return {
    last: () => last,
    endpoint: async asked => {
      if (isRunning) throw new UsageError('A verification is running already. Its result is shown when it has ended.');
      isRunning = true;
      const lines = new Readable({ objectMode: true, read: () => undefined });
      const tell = (step: VerifyStep) => void (lines.destroyed || lines.push(`${JSON.stringify(step)}\n`));
      run(asked, tell)
        .then(
          result => {
            tell({ result });
            lines.push(null);
          },
          error => lines.destroy(error),
        )
        .finally(() => {
          isRunning = false;
        });
      return { contentType: 'application/x-ndjson', pieces: lines };
    },
  };
};

const fieldOf = (asked: URLSearchParams, name: 'since' | 'until') => {
  const value = asked.get(name);
  return value ? { [name]: value } : {};
};

const sourceOptions = ({ table, archive, ...options }: DeskDeployment) => ({
  ...options,
  ...(table !== undefined && { table }),
  ...(archive !== undefined && { archive }),
});

const stateOf = ({ range, digests, events, late, findings }: Verification, now: Date): VerifiedState => ({
  at: now.toISOString(),
  ...(range && { from: range.first.from, to: range.last.to }),
  ...{ digests, events, late, findings },
});
