import type { Answer } from '../protocol/answer.ts';
import { singleParameter } from '../protocol/aws-request.ts';
import { bucketPermission, type S3Call, type S3Operation } from './s3-operation.ts';
import { element, s3Error, xmlAnswer } from './s3-xml.ts';

const MAX_KEYS = 1000;

export const listObjectsV2: S3Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  on: 'bucket',
  subresource: 'list-type',
  needs: call => [
    bucketPermission(call, 's3:ListBucket', { 's3:prefix': singleParameter(call.request, 'prefix') ?? '' }),
  ],
  run: call => {
    const maxKeys = singleParameter(call.request, 'max-keys') ?? String(MAX_KEYS);
    if (singleParameter(call.request, 'start-after'))
      return s3Error(501, 'NotImplemented', 'start-after is not implemented locally');
    if (!/^\d{1,9}$/.test(maxKeys)) return s3Error(400, 'InvalidArgument', 'Argument maxKeys must be an integer');
    return listKeys(call, Math.min(Number(maxKeys), MAX_KEYS));
  },
};

const listKeys = ({ request, bucket }: S3Call, maxKeys: number): Answer => {
  const prefix = singleParameter(request, 'prefix') ?? '';
  const delimiter = singleParameter(request, 'delimiter') ?? '';
  const token = singleParameter(request, 'continuation-token');
  const previous = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  const encode = (text: string) =>
    singleParameter(request, 'encoding-type') === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;

  // Keys with the same text up to the delimiter are one group in the listing.
  const groupOf = (key: string): string | undefined => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const entries = new Map<string, 'group' | 'key'>();
  for (const key of bucket.store.keys()) {
    const group = groupOf(key);
    const entry = group ?? key;
    if (key.startsWith(prefix) && isAfter(entry, previous)) entries.set(entry, group ? 'group' : 'key');
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
      (singleParameter(request, 'encoding-type') === 'url' ? element('EncodingType', 'url') : '') +
      (isTruncated ? element('NextContinuationToken', tokenFor(page.at(-1)?.[0] ?? '')) : '') +
      contents.join(''),
  );
};

const tokenFor = (lastEntry: string): string => Buffer.from(lastEntry).toString('base64url');

const isAfter = (text: string, marker: string): boolean => Buffer.compare(Buffer.from(text), Buffer.from(marker)) > 0;
