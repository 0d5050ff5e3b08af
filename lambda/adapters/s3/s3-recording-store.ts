import type { LocatedObject, RecordingStore } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import type { S3Objects } from '../aws/aws-calls.ts';
import { describeObject } from './describe-object.ts';

export interface S3RecordingStoreOptions {
  readonly client: S3Objects;
  readonly bucket: string;
  readonly accountSid: string;
  /** Key templates with `{accountSid}` and `{recordingSid}`, in order of preference. */
  readonly objectKeys: readonly string[];
}

/** Looks for a recording under all configured keys at the same time. Returns the first object in the order of the keys. */
export const s3RecordingStore = (options: S3RecordingStoreOptions): RecordingStore => ({
  locate: async (recordingSid, signal) => {
    const candidates = await Promise.all(
      options.objectKeys.map(template =>
        describeIfPresent(options, objectKey(template, options.accountSid, recordingSid), signal),
      ),
    );
    // If a key cannot be checked, an object under a later key might be the wrong one.
    return candidates.find(candidate => !candidate.ok || candidate.value) ?? ok(undefined);
  },
});

const objectKey = (template: string, accountSid: string, recordingSid: RecordingSid): string =>
  template.replaceAll('{accountSid}', accountSid).replaceAll('{recordingSid}', recordingSid);

const describeIfPresent = async (
  options: S3RecordingStoreOptions,
  key: string,
  signal: AbortSignal,
): Promise<Result<LocatedObject | undefined, Failure>> => {
  const object = await describeObject(options, { key }, signal);
  if (object.ok) return object;
  if (object.error.code === 'recording_not_found') return ok(undefined);
  return object.error.code === 'recording_archived' ? ok({ key, archived: true }) : object;
};
