import type { Answer } from '../protocol/answer.ts';
import { readBody, singleParameter } from '../protocol/aws-request.ts';
import { bucketKeyPermissions } from './bucket-key.ts';
import { asksForLock, isLocked, LOCKED, lockPermissions, retentionHeaders, withoutLock } from './lock/object-lock.ts';
import { objectPermission, type S3Call, type S3Operation } from './s3-operation.ts';
import { s3Error, textsOf } from './s3-xml.ts';
import { checksumProblem } from './upload-checksum.ts';

/** Headers that are stored with an object and returned with it. */
const STORED_HEADERS =
  /^(content-type|content-language|content-disposition|cache-control|expires|x-amz-meta-.+|x-amz-object-lock-.+)$/;

const CHECKSUM_REQUIRED =
  'Content-MD5 or x-amz-sdk-checksum-algorithm is required for Put Object requests with Object Lock parameters';

export const putObject: S3Operation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  needs: call => {
    const ifNoneMatch = call.request.headers['if-none-match'];
    const context = ifNoneMatch === undefined ? {} : { 's3:if-none-match': ifNoneMatch };
    return [
      objectPermission(call, 's3:PutObject', context),
      ...lockPermissions(call),
      ...bucketKeyPermissions(call, 'kms:GenerateDataKey'),
    ];
  },
  run: async call => {
    const { request, bucket, key } = call;
    if (request.headers['x-amz-copy-source'])
      return s3Error(501, 'NotImplemented', 'CopyObject is not implemented locally');
    const isLocking = bucket.defaultRetention !== undefined || asksForLock(call);
    const problem =
      checksumProblem(call, isLocking ? CHECKSUM_REQUIRED : undefined) ??
      (asksForLock(call) ? withoutLock(bucket) : undefined);
    if (problem) return problem;
    const staged = await bucket.store.stage(request.body);
    const refused = failedCondition(call);
    if (refused) {
      bucket.store.discard(staged);
      return refused;
    }
    const headers = { ...retentionHeaders(bucket, new Date()), ...storedHeaders(request.headers) };
    const stored = bucket.store.put(key, staged, headers);
    bucket.reportCreated(stored);
    const { etag, versionId } = stored;
    return { status: 200, headers: { ETag: etag, ...(bucket.versioned && { 'x-amz-version-id': versionId }) } };
  },
};

/** Checks `If-None-Match: *`. Called after the body was read, directly before the write, so that no other write is between. */
const failedCondition = ({ request, bucket, key }: S3Call): Answer | undefined => {
  const current = bucket.store.current(key);
  const existing = current?.isDeleteMarker ? undefined : current;
  const failed = s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  const ifNoneMatch = request.headers['if-none-match'];
  const { 'if-match': ifMatch } = request.headers;
  if (ifMatch !== undefined || (ifNoneMatch !== undefined && ifNoneMatch !== '*'))
    return s3Error(501, 'NotImplemented', 'The only condition implemented locally is If-None-Match: *');
  return ifNoneMatch === '*' && existing ? failed : undefined;
};

const storedHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const stored = Object.fromEntries(Object.entries(headers).filter(([name]) => STORED_HEADERS.test(name)));
  const storageClass = headers['x-amz-storage-class'];
  const encodings = (headers['content-encoding'] ?? '').split(',').map(encoding => encoding.trim());
  // aws-chunked describes the upload, not the object.
  const contentEncoding = encodings.filter(encoding => encoding !== '' && encoding !== 'aws-chunked').join(', ');
  return {
    ...stored,
    ...(contentEncoding && { 'content-encoding': contentEncoding }),
    ...(storageClass && storageClass !== 'STANDARD' && { 'x-amz-storage-class': storageClass }),
  };
};

export const deleteObject: S3Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  needs: call => [
    objectPermission(
      call,
      singleParameter(call.request, 'versionId') === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
    ),
  ],
  run: (call, allows) => {
    const { request, bucket, key } = call;
    const versionId = singleParameter(request, 'versionId');
    if (isLocked(call, versionId, allows)) return s3Error(403, 'AccessDenied', LOCKED);
    const removed = bucket.store.remove(key, versionId);
    return {
      status: 204,
      headers: {
        ...(bucket.versioned && removed && { 'x-amz-version-id': removed.versionId }),
        ...(removed?.isDeleteMarker && { 'x-amz-delete-marker': 'true' }),
      },
    };
  },
};

/**
 * Restores an archived object. With the tier `Expedited` it is readable at once, for the requested days. With any other
 * tier the restore never ends, because in S3 it takes hours.
 */
export const restoreObject: S3Operation = {
  name: 'RestoreObject',
  method: 'POST',
  on: 'object',
  subresource: 'restore',
  needs: call => [objectPermission(call, 's3:RestoreObject')],
  run: async ({ request, bucket, key }) => {
    const xml = String(await readBody(request.body));
    const object = bucket.store.current(key);
    if (!object || object.isDeleteMarker) return s3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    const expiry = new Date(Date.now() + Number(textsOf(xml, 'Days')[0] ?? 1) * 86_400_000).toUTCString();
    const restore =
      textsOf(xml, 'Tier')[0] === 'Expedited'
        ? `ongoing-request="false", expiry-date="${expiry}"`
        : 'ongoing-request="true"';
    bucket.store.describe(object, { ...object.headers, 'x-amz-restore': restore });
    return { status: 202 };
  },
};
