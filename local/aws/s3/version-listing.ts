import { singleParameter } from '../protocol/aws-request.ts';
import type { StoredObject } from './bucket-store.ts';
import { bucketPermission, type S3Operation } from './s3-operation.ts';
import { element, s3Error, xmlAnswer } from './s3-xml.ts';

const MAX_KEYS = 1000;

/** Lists all versions and delete markers with a prefix, the newest of each key first. Delimiters are not implemented. */
export const listObjectVersions: S3Operation = {
  name: 'ListObjectVersions',
  method: 'GET',
  on: 'bucket',
  subresource: 'versions',
  needs: call => [
    bucketPermission(call, 's3:ListBucketVersions', { 's3:prefix': singleParameter(call.request, 'prefix') ?? '' }),
  ],
  run: ({ request, bucket }) => {
    const maxKeys = singleParameter(request, 'max-keys') ?? String(MAX_KEYS);
    if (!/^\d{1,9}$/.test(maxKeys)) return s3Error(400, 'InvalidArgument', 'Argument max-keys must be an integer');
    if (singleParameter(request, 'delimiter'))
      return s3Error(501, 'NotImplemented', 'The delimiter is not implemented locally for versions');
    const prefix = singleParameter(request, 'prefix') ?? '';
    const found = bucket.store.history().filter(({ key }) => key.startsWith(prefix));
    const start = indexAfter(
      found,
      singleParameter(request, 'key-marker'),
      singleParameter(request, 'version-id-marker'),
    );
    const page = found.slice(start, start + Math.min(Number(maxKeys), MAX_KEYS));
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

/** Returns the start of a page: after the version in the markers, or after all versions of the key without a version marker. */
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
