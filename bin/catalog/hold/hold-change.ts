import type { S3Hold } from '../../../lambda/domain/audit/events/rule-event.ts';
import type { CatalogWriter } from '../../../lambda/domain/catalog/ports.ts';
import type { Failure } from '../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import type { Result } from '../../../lambda/domain/shared/result.ts';
import type { Change } from '../set/change-on-record.ts';
import type { HoldPlan } from './hold-plan.ts';

/** What a hold changes. */
export interface HoldTargets {
  readonly catalog: CatalogWriter;
  /** Sets or lifts the legal hold of these versions in S3. */
  readonly putLegalHolds: (versions: HoldPlan['versions'], held: boolean) => Promise<Result<void, Failure>>;
}

/**
 * Returns the change that makes a plan come true. The catalog never claims a hold that S3 lacks, wherever the change stops:
 * S3 first to set a hold, the catalog first to lift it.
 */
export const holdChange = (
  { catalog, putLegalHolds }: HoldTargets,
  recordingSid: RecordingSid,
  { held, before, after, s3Hold, versions }: HoldPlan,
): Change => {
  const inCatalog = () => catalog.apply({ recordingSid, decided: { facts: { held }, cleared: [] } });
  const inS3 = () => putLegalHolds(versions, held);
  const [first, second] = held ? [inS3, inCatalog] : [inCatalog, inS3];
  return {
    ...{ event: 'hold_changed', recordingSid, before, after },
    hold: { s3Hold, versions },
    apply: async () => {
      const done = await first();
      return done.ok ? second() : done;
    },
  };
};

/** Says what S3 does for a hold that the catalog has. */
export const holdSentence = (s3Hold: S3Hold): { readonly protects: boolean; readonly text: string } => {
  switch (s3Hold) {
    case 'legal_hold':
      return { protects: true, text: 'S3 keeps the recording: nobody can delete a held version.' };
    case 'no_object_lock':
      return {
        protects: false,
        text:
          'S3 does not protect this recording: the bucket has no Object Lock, so whoever may delete objects can delete it. ' +
          'Only the catalog says that it is held.',
      };
    case 'no_object':
      return {
        protects: false,
        text:
          'S3 has no object of this recording, so it protects nothing. Only the catalog says that it is held. ' +
          'Run the command again when the object has arrived.',
      };
  }
};
