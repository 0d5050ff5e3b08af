import { single } from '../protocol/aws-request.ts';
import type { StoredObject } from './bucket-store.ts';
import { onBucket, type S3Operation } from './s3-operation.ts';
import { element, s3Error, xmlAnswer } from './s3-xml.ts';

const MAX_KEYS = 1000;

/** Every version and delete marker below a prefix, the newest of each key first. Delimiters are not implemented. */
export const listObjectVersions: S3Operation = {
  name: 'ListObjectVersions',
  method: 'GET',
  on: 'bucket',
  subresource: 'versions',
  needs: call => [onBucket(call, 's3:ListBucketVersions', { 's3:prefix': single(call.request, 'prefix') ?? '' })],
  run: ({ request, bucket }) => {
    const asked = single(request, 'max-keys') ?? String(MAX_KEYS);
    if (!/^\d{1,9}$/.test(asked)) return s3Error(400, 'InvalidArgument', 'Argument max-keys must be an integer');
    if (single(request, 'delimiter')) return s3Error(501, 'NotImplemented', 'Versions are listed without a delimiter');
    const prefix = single(request, 'prefix') ?? '';
    const found = bucket.store.history().filter(({ key }) => key.startsWith(prefix));
    const start = indexAfter(found, single(request, 'key-marker'), single(request, 'version-id-marker'));
    const page = found.slice(start, start + Math.min(Number(asked), MAX_KEYS));
    const last = page.at(-1);
    const isTruncated = start + page.length < found.length;
    return xmlAnswer(
      'ListVersionsResult',
      element('Name', bucket.bucketName) +
        element('Prefix', prefix) +
        element('IsTruncated', isTruncated) +
        (isTruncated && last
          ? element('NextKeyMarker', last.key) + element('NextVersionIdMarker', last.versionId)
          : '') +
        page.map(object => entry(object, bucket.store.current(object.key) === object)).join(''),
    );
  },
};

/** Where a page begins: behind the version that the markers name; behind all of a key when only the key is named. */
const indexAfter = (found: readonly StoredObject[], key: string | undefined, versionId: string | undefined): number => {
  if (key === undefined) return 0;
  const isMarked = (object: StoredObject) =>
    object.key === key && (versionId === undefined || object.versionId === versionId);
  return found.findLastIndex(isMarked) + 1;
};

const entry = (object: StoredObject, isLatest: boolean): string => {
  const common =
    element('Key', object.key) +
    element('VersionId', object.versionId) +
    element('IsLatest', isLatest) +
    element('LastModified', object.lastModified);
  if (object.isDeleteMarker) return `<DeleteMarker>${common}</DeleteMarker>`;
  const details =
    element('ETag', object.etag) + element('Size', object.sizeBytes) + element('StorageClass', 'STANDARD');
  return `<Version>${common}${details}</Version>`;
};
