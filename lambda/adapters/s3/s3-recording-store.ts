import type { LocatedObject, RecordingStore } from '../../domain/playback/ports.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { objectKeyOf } from '../../domain/shared/recording-object.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import type { S3Objects } from '../aws/aws-calls.ts';
import { describeObject } from './describe-object.ts';

export interface S3RecordingStoreOptions {
  readonly client: S3Objects;
  readonly bucket: string;
  readonly accountSid: string;
  /** Key templates with `{accountSid}` and `{recordingSid}`, in order of preference. */
  readonly objectKeys: readonly string[];
  /** Templates of the keys that are not tried: used only for an object that is asked for by its key. */
  readonly otherObjectKeys: readonly string[];
}

/**
 * Looks for a recording under all configured keys at the same time, and returns the first object in the order of the keys;
 * or under one key only. That key is read from a table, so it is checked: nobody may get the object of another recording.
 */
export const s3RecordingStore = (options: S3RecordingStoreOptions): RecordingStore => ({
  locate: async (recordingSid, signal, objectKey) => {
    const keysFrom = (templates: readonly string[]): string[] =>
      templates.map(template => objectKeyOf(template, options.accountSid, recordingSid));
    const tried = keysFrom(options.objectKeys);
    if (objectKey !== undefined)
      return [...tried, ...keysFrom(options.otherObjectKeys)].includes(objectKey)
        ? describeIfPresent(options, objectKey, signal)
        : fail('internal_error', 'object_key_not_configured');
    const candidates = await Promise.all(tried.map(key => describeIfPresent(options, key, signal)));
    // If a key cannot be checked, an object under a later key might be the wrong one.
    return candidates.find(candidate => !candidate.ok || candidate.value) ?? ok(undefined);
  },
});

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
