import type { LocatedObject, RecordingStore } from '../../domain/playback/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { RecordingSid } from '../../domain/shared/recording-sid.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import type { S3Objects } from '../aws/aws-calls.ts';
import { describedObject } from './s3-described-object.ts';

export interface S3RecordingStoreOptions {
  readonly client: S3Objects;
  readonly bucket: string;
  readonly accountSid: string;
  /** Key templates with `{accountSid}` and `{recordingSid}`, in order of preference. */
  readonly objectKeys: readonly string[];
}

/** Looks for a recording under every configured key at the same time; the first of them in order wins. */
export const s3RecordingStore = (options: S3RecordingStoreOptions): RecordingStore => ({
  locate: async (recordingSid, signal) => {
    const candidates = await Promise.all(
      options.objectKeys.map(template => found(options, objectKey(template, options.accountSid, recordingSid), signal)),
    );
    // A key that could not be looked at hides whatever comes after it: a later hit might be the wrong object.
    return candidates.find(candidate => !candidate.ok || candidate.value) ?? ok(undefined);
  },
});

const objectKey = (template: string, accountSid: string, recordingSid: RecordingSid): string =>
  template.replaceAll('{accountSid}', accountSid).replaceAll('{recordingSid}', recordingSid);

const found = async (
  options: S3RecordingStoreOptions,
  key: string,
  signal: AbortSignal,
): Promise<Result<LocatedObject | undefined, Failure>> => {
  const object = await describedObject(options, { key }, signal);
  if (object.ok) return object;
  if (object.error.code === 'recording_not_found') return ok(undefined);
  return object.error.code === 'recording_archived' ? ok({ key, archived: true }) : object;
};
