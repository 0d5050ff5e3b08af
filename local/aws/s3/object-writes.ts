import type { Answer } from '../protocol/answer.ts';
import { readBody, single } from '../protocol/aws-request.ts';
import { onBucketKey } from './bucket-key.ts';
import { isLocked, LOCKED, retentionHeaders } from './object-lock.ts';
import { onObject, type S3Call, type S3Operation } from './s3-operation.ts';
import { element, s3Error, textsOf, xmlAnswer } from './s3-xml.ts';
import { checksumProblem } from './upload-checksum.ts';

/** Headers that are kept with an object and given back with it. */
const KEPT =
  /^(content-type|content-language|content-disposition|cache-control|expires|x-amz-meta-.+|x-amz-object-lock-.+)$/;

export const putObject: S3Operation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  needs: call => {
    const ifNoneMatch = call.request.headers['if-none-match'];
    const context = ifNoneMatch === undefined ? {} : { 's3:if-none-match': ifNoneMatch };
    return [onObject(call, 's3:PutObject', context), ...onBucketKey(call, 'kms:GenerateDataKey')];
  },
  run: async call => {
    const { request, bucket, key } = call;
    if (request.headers['x-amz-copy-source'])
      return s3Error(501, 'NotImplemented', 'CopyObject is not implemented locally');
    const problem = checksumProblem(call);
    if (problem) return problem;
    const staged = await bucket.store.stage(request.body);
    const refused = failedCondition(call);
    if (refused) {
      bucket.store.discard(staged);
      return refused;
    }
    const headers = { ...retentionHeaders(bucket, new Date()), ...keptHeaders(request.headers) };
    const { etag, versionId } = bucket.store.put(key, staged, headers);
    return { status: 200, headers: { ETag: etag, ...(bucket.versioned && { 'x-amz-version-id': versionId }) } };
  },
};

/** `If-None-Match: *` and `If-Match` of a write; judged after the body, with nothing between it and the commit. */
const failedCondition = ({ request, bucket, key }: S3Call): Answer | undefined => {
  const current = bucket.store.current(key);
  const existing = current?.isDeleteMarker ? undefined : current;
  const failed = s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  const ifNoneMatch = request.headers['if-none-match'];
  const ifMatch = request.headers['if-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    return s3Error(501, 'NotImplemented', 'Only If-None-Match: * is known');
  if (ifNoneMatch === '*' && existing) return failed;
  if (ifMatch === undefined) return undefined;
  if (!existing) return s3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  return ifMatch === existing.etag || ifMatch === existing.etag.slice(1, -1) ? undefined : failed;
};

const keptHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.test(name)));
  const storageClass = headers['x-amz-storage-class'];
  const encodings = (headers['content-encoding'] ?? '').split(',').map(encoding => encoding.trim());
  // aws-chunked describes the upload, not the object.
  const contentEncoding = encodings.filter(encoding => encoding !== '' && encoding !== 'aws-chunked').join(', ');
  return {
    ...kept,
    ...(contentEncoding && { 'content-encoding': contentEncoding }),
    ...(storageClass && storageClass !== 'STANDARD' && { 'x-amz-storage-class': storageClass }),
  };
};

export const deleteObject: S3Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  needs: call => [
    onObject(call, single(call.request, 'versionId') === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'),
  ],
  run: (call, allows) => {
    const { request, bucket, key } = call;
    const versionId = single(request, 'versionId');
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

/** Each key is permitted, and answered, on its own. */
export const deleteObjects: S3Operation = {
  name: 'DeleteObjects',
  method: 'POST',
  on: 'bucket',
  subresource: 'delete',
  needs: () => [],
  run: async (call, allows) => {
    const xml = String(await readBody(call.request.body));
    const results = [...xml.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = '']) => {
      const [key = ''] = textsOf(object, 'Key');
      const [versionId] = textsOf(object, 'VersionId');
      const named = element('Key', key) + (versionId === undefined ? '' : element('VersionId', versionId));
      const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
      if (!allows(onObject({ ...call, key }, action))) {
        return `<Error>${named}${element('Code', 'AccessDenied')}${element('Message', 'Access Denied')}</Error>`;
      }
      if (isLocked({ ...call, key }, versionId, allows)) {
        return `<Error>${named}${element('Code', 'AccessDenied')}${element('Message', LOCKED)}</Error>`;
      }
      call.bucket.store.remove(key, versionId);
      return textsOf(xml, 'Quiet')[0] === 'true' ? '' : `<Deleted>${named}</Deleted>`;
    });
    return xmlAnswer('DeleteResult', results.join(''));
  },
};

/**
 * Gets an archived object back for reading. With the tier `Expedited` it is there at once, for the days asked for; any
 * other tier leaves the restore under way for good, which is what callers see for hours in S3.
 */
export const restoreObject: S3Operation = {
  name: 'RestoreObject',
  method: 'POST',
  on: 'object',
  subresource: 'restore',
  needs: call => [onObject(call, 's3:RestoreObject')],
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
