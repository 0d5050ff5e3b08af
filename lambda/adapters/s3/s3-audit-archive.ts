import { digestKey, eventsKey } from '../../domain/audit/chain/archive-key.ts';
import type { AuditArchive } from '../../domain/audit/chain/ports.ts';
import { catchStreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';
import { readDigestText } from './digest-text.ts';
import { gunzipLines, gzipLines } from './gzipped-lines.ts';
import { findNewestDigest } from './s3-digest-names.ts';
import { createObject, openObject, type S3Bucket } from './s3-objects.ts';

/** The archive in its bucket. It only creates objects, and never replaces one. */
export const s3AuditArchive = (bucket: S3Bucket): AuditArchive => ({
  findNewestDigest: notAfter => callArchive(() => findNewestDigest(bucket, notAfter)),
  readDigest: async window => {
    const opened = await openObject(bucket, digestKey(window));
    if (!opened.ok) return opened;
    const body = opened.value;
    return body ? callArchive(() => readDigestText(body)) : ok(undefined);
  },
  readEvents: async window => {
    const key = eventsKey(window);
    const opened = await openObject(bucket, key);
    if (!opened.ok) return opened;
    return ok(opened.value && gunzipLines(opened.value, key));
  },
  writeDigest: (window, digest) =>
    createObject(bucket, { key: digestKey(window), body: Buffer.from(digest), contentType: 'application/json' }),
  writeEvents: (window, lines) =>
    catchStreamFailure(async () => {
      const body = await gzipLines(lines);
      return createObject(bucket, { key: eventsKey(window), body, contentType: 'application/gzip' });
    }),
});

/** Makes a call to the archive. Returns an error of the SDK as a `Failure`. */
export const callArchive = async <T>(call: () => Promise<T>): Promise<Result<T, Failure>> => {
  try {
    return ok(await call());
  } catch (error) {
    return err(awsFailure('archive', error));
  }
};
