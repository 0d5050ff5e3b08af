import type { Context } from 'aws-lambda';
import type { ForgedFetch } from '../domain/listening/fetch-claim.ts';
import type { AccessLogOutcome } from '../domain/listening/take-access-log.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { err, type Result } from '../domain/shared/result.ts';
import { type ObjectCreated, type ObjectCreatedEvent, parseObjectCreated } from '../shell/object-created.ts';
import type { ReaderLog } from './reader-log.ts';

/** Forged audit ids of one log object that get a line of their own. All are counted. */
const NAMED_FORGERIES = 100;

export interface AccessLogReaderDependencies {
  readonly takeLog: (
    object: Pick<ObjectCreated, 'key' | 'at'>,
    onForged: (forged: ForgedFetch) => void,
  ) => Promise<Result<AccessLogOutcome, Failure>>;
  readonly accessLogBucket: string;
  readonly log: ReaderLog;
}

/**
 * Takes in the log object that an event reports. Throws if the object could not be taken in to its end, so that Lambda
 * repeats it: what is on record already is not recorded again. An object that is damaged is not read again.
 */
export const accessLogReaderHandler =
  ({ takeLog, accessLogBucket, log }: AccessLogReaderDependencies) =>
  async (event: Partial<ObjectCreatedEvent> | null, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<void> => {
    const created = parseObjectCreated(event);
    if (created?.bucketName !== accessLogBucket) {
      return log.failed({ code: 'internal_error', reason: 'event_malformed' }, { request_id: awsRequestId });
    }
    const context = { request_id: awsRequestId, log_key: created.key };
    let named = 0;
    const taken = await takeLog(created, forged => {
      named += 1;
      if (named <= NAMED_FORGERIES) log.forged(forged, context);
    }).catch((bug: unknown) => err<Failure>({ code: 'internal_error', reason: 'bug', cause: bug }));
    if (taken.ok) return log.taken(taken.value, context);
    if (taken.error.reason === 'access_log_unreadable') return log.failed(taken.error, context);
    log.interrupted(taken.error, context);
    throw new Error(`The access log was not taken in: ${taken.error.reason}`);
  };
