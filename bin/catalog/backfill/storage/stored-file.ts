import { objectKeyOf } from '../../../../lambda/domain/shared/recording-object.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';

/** The recordings that the deployment's functions may read. */
export interface ReadableRecordings {
  readonly accountSid: string;
  /** The address of the bucket with a slash at the end, such as `https://recordings.s3.eu-central-1.amazonaws.com/`. */
  readonly address: string;
  /** Templates of the object keys. */
  readonly keys: readonly string[];
}

/** Where Twilio says that a recording's file is. */
export type StoredFile =
  /** At Twilio, or nowhere yet. */
  | { readonly kind: 'not_external' }
  | { readonly kind: 'readable'; readonly objectKey: string }
  /** Where the functions may not read. `place` is the address, with placeholders for both SIDs and without a query. */
  | { readonly kind: 'elsewhere'; readonly place: string; readonly advice: string };

/**
 * Reads the `media_url` of a recording. Its key counts only if the address is exactly that of the deployment's bucket, in its
 * region, and if a template makes this key for this recording: the functions may read no other object.
 */
export const storedFile = (
  mediaUrl: unknown,
  recordingSid: RecordingSid,
  { accountSid, address, keys }: ReadableRecordings,
): StoredFile => {
  if (typeof mediaUrl !== 'string' || !URL.canParse(mediaUrl)) return { kind: 'not_external' };
  const { origin, hostname, pathname, search, hash, username } = new URL(mediaUrl);
  if (hostname === 'twilio.com' || hostname.endsWith('.twilio.com')) return { kind: 'not_external' };
  const objectKey = decoded(pathname.slice(1));
  const isInBucket = `${origin}/` === address && `${search}${hash}${username}` === '';
  if (isInBucket && keys.some(template => objectKeyOf(template, accountSid, recordingSid) === objectKey))
    return { kind: 'readable', objectKey };
  const template = objectKey.replaceAll(accountSid, '{accountSid}').replaceAll(recordingSid, '{recordingSid}');
  const place = `${origin}/${template}`;
  if (!isInBucket) return { kind: 'elsewhere', place, advice: `this is not the bucket of the deployment, ${address}` };
  const remedy = template.includes('{recordingSid}')
    ? `add "${template}" to otherObjectKeys, deploy, and run the backfill again`
    : 'the key does not name the recording';
  return { kind: 'elsewhere', place, advice: `the functions may not read this key; ${remedy}` };
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
