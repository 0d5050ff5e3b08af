import type { Answer } from '../protocol/answer.ts';
import { single } from '../protocol/aws-request.ts';
import { onBucket, type S3Call, type S3Operation } from './s3-operation.ts';
import { element, s3Error, xmlAnswer } from './s3-xml.ts';

const MAX_KEYS = 1000;

export const listObjectsV2: S3Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  on: 'bucket',
  subresource: 'list-type',
  needs: call => [onBucket(call, 's3:ListBucket', { 's3:prefix': single(call.request, 'prefix') ?? '' })],
  run: call => {
    const asked = single(call.request, 'max-keys') ?? String(MAX_KEYS);
    if (!/^\d{1,9}$/.test(asked)) return s3Error(400, 'InvalidArgument', 'Argument maxKeys must be an integer');
    return listing(call, Math.min(Number(asked), MAX_KEYS));
  },
};

const listing = ({ request, bucket }: S3Call, maxKeys: number): Answer => {
  const prefix = single(request, 'prefix') ?? '';
  const delimiter = single(request, 'delimiter') ?? '';
  const startAfter = single(request, 'start-after') ?? '';
  const token = single(request, 'continuation-token');
  const previous = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  const encode = (text: string) =>
    single(request, 'encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;

  // A key, or the part up to the delimiter under which it is listed with its like.
  const groupOf = (key: string): string | undefined => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const entries = new Map<string, 'group' | 'key'>();
  for (const key of bucket.store.keys()) {
    const group = groupOf(key);
    const entry = group ?? key;
    if (key.startsWith(prefix) && isAfter(key, startAfter) && isAfter(entry, previous))
      entries.set(entry, group ? 'group' : 'key');
  }
  const page = [...entries].slice(0, maxKeys);
  const isTruncated = maxKeys > 0 && page.length < entries.size;

  const contents = page.map(([entry, kind]) => {
    const object = bucket.store.current(entry);
    if (kind === 'group' || !object) return `<CommonPrefixes>${element('Prefix', encode(entry))}</CommonPrefixes>`;
    const details =
      element('Key', encode(entry)) +
      element('LastModified', object.lastModified) +
      element('ETag', object.etag) +
      element('Size', object.sizeBytes) +
      element('StorageClass', object.headers['x-amz-storage-class'] ?? 'STANDARD');
    return `<Contents>${details}</Contents>`;
  });
  return xmlAnswer(
    'ListBucketResult',
    element('Name', bucket.bucketName) +
      element('Prefix', encode(prefix)) +
      element('KeyCount', page.length) +
      element('MaxKeys', maxKeys) +
      element('IsTruncated', isTruncated) +
      (delimiter && element('Delimiter', encode(delimiter))) +
      (single(request, 'encoding-type') === 'url' ? element('EncodingType', 'url') : '') +
      (isTruncated ? element('NextContinuationToken', tokenFor(page.at(-1)?.[0] ?? '')) : '') +
      contents.join(''),
  );
};

const tokenFor = (lastEntry: string): string => Buffer.from(lastEntry).toString('base64url');

const isAfter = (text: string, marker: string): boolean => Buffer.compare(Buffer.from(text), Buffer.from(marker)) > 0;
