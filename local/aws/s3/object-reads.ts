import type { Permission } from '../iam/role-policy.ts';
import type { Answer } from '../protocol/answer.ts';
import { singleParameter } from '../protocol/aws-request.ts';
import { bucketKeyPermissions } from './bucket-key.ts';
import type { StoredObject } from './bucket-store.ts';
import { parseByteRange } from './byte-range.ts';
import { maySeeHeader } from './lock/object-lock.ts';
import { bucketPermission, objectPermission, type S3Call, type S3Operation } from './s3-operation.ts';
import { s3Error } from './s3-xml.ts';

/** Headers that a request can override with `response-…` parameters. */
const OVERRIDABLE = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];
const ARCHIVE_CLASSES = new Set(['GLACIER', 'DEEP_ARCHIVE']);

const readPermissions = (call: S3Call): Permission[] => [
  objectPermission(
    call,
    singleParameter(call.request, 'versionId') === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
  ),
];

export const getObject: S3Operation = {
  name: 'GetObject',
  method: 'GET',
  on: 'object',
  needs: call => [...readPermissions(call), ...bucketKeyPermissions(call, 'kms:Decrypt')],
  run: (call, allows) => answerObject(call, allows, true),
};

export const headObject: S3Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  on: 'object',
  needs: readPermissions,
  run: (call, allows) => answerObject(call, allows, false),
};

const answerObject = (call: S3Call, allows: (permission: Permission) => boolean, withBody: boolean): Answer => {
  const { store } = call.bucket;
  const { headers } = call.request;
  const versionId = singleParameter(call.request, 'versionId');
  const object = versionId === undefined ? store.current(call.key) : store.version(call.key, versionId);
  if (!object || object.isDeleteMarker) return answerAbsent(call, object, allows);

  const condition = failedCondition(headers, object);
  if (condition) return condition;
  if (withBody && isArchived(object)) {
    return s3Error(403, 'InvalidObjectState', "The operation is not valid for the object's storage class");
  }

  const range = isRangeFresh(headers['if-range'], object)
    ? parseByteRange(headers['range'], object.sizeBytes)
    : undefined;
  if (range === 'unsatisfiable') {
    const contentRange = { 'Content-Range': `bytes */${object.sizeBytes}` };
    return s3Error(416, 'InvalidRange', 'The requested range is not satisfiable', contentRange);
  }
  return {
    status: range ? 206 : 200,
    headers: {
      ...objectHeaders(call, object, allows),
      'Content-Length': range ? range.last - range.first + 1 : object.sizeBytes,
      ...(range && { 'Content-Range': `bytes ${range.first}-${range.last}/${object.sizeBytes}` }),
    },
    ...(withBody && { body: store.read(object, range) }),
  };
};

/** Answers a call about an absent object: 403 unless the caller may list the bucket, so that it cannot tell what exists. */
export const answerAbsent = (
  call: S3Call,
  marker: StoredObject | undefined,
  allows: (permission: Permission) => boolean,
): Answer => {
  const { request } = call;
  const versionId = singleParameter(request, 'versionId');
  if (!allows(bucketPermission(call, 's3:ListBucket', { 's3:prefix': call.key })))
    return s3Error(403, 'AccessDenied', 'Access Denied');
  const headers = marker ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId } : {};
  if (marker && versionId !== undefined)
    return s3Error(405, 'MethodNotAllowed', 'This version is a delete marker', headers);
  return versionId === undefined
    ? s3Error(404, 'NoSuchKey', 'The specified key does not exist.', headers)
    : s3Error(404, 'NoSuchVersion', 'The specified version does not exist.');
};

const lastModifiedMs = (object: StoredObject) => Math.floor(Date.parse(object.lastModified) / 1000) * 1000;

const matchesEtag = (header: string, object: StoredObject): boolean =>
  header.split(',').some(tag => ['*', object.etag, object.etag.slice(1, -1)].includes(tag.trim().replace(/^W\//, '')));

/** Returns 412 or 304 when a condition of the request is false. RFC 9110 defines the order of the conditions. */
const failedCondition = (headers: Readonly<Record<string, string>>, object: StoredObject): Answer | undefined => {
  const failed = s3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  const unmodifiedSince = headers['if-unmodified-since'];
  const modifiedSince = headers['if-modified-since'];
  const notModified = { status: 304, headers: { ETag: object.etag } };
  if (headers['if-match'] !== undefined) {
    if (!matchesEtag(headers['if-match'], object)) return failed;
  } else if (unmodifiedSince !== undefined && lastModifiedMs(object) > Date.parse(unmodifiedSince)) return failed;
  if (headers['if-none-match'] !== undefined)
    return matchesEtag(headers['if-none-match'], object) ? notModified : undefined;
  return modifiedSince !== undefined && lastModifiedMs(object) <= Date.parse(modifiedSince) ? notModified : undefined;
};

/** Returns whether the range applies: `If-Range` is absent, or has the object's ETag or exact date. */
const isRangeFresh = (ifRange: string | undefined, object: StoredObject): boolean =>
  ifRange === undefined || ifRange === object.etag || Date.parse(ifRange) === lastModifiedMs(object);

const isArchived = ({ headers }: StoredObject): boolean =>
  ARCHIVE_CLASSES.has(headers['x-amz-storage-class'] ?? '') &&
  !headers['x-amz-restore']?.includes('ongoing-request="false"');

const objectHeaders = (
  call: S3Call,
  object: StoredObject,
  allows: (permission: Permission) => boolean,
): Record<string, string> => ({
  'Accept-Ranges': 'bytes',
  'Content-Type': 'binary/octet-stream',
  'Last-Modified': new Date(object.lastModified).toUTCString(),
  ETag: object.etag,
  ...(call.bucket.kmsKeyArn
    ? {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': call.bucket.kmsKeyArn,
      }
    : { 'x-amz-server-side-encryption': 'AES256' }),
  ...(call.bucket.versioned && { 'x-amz-version-id': object.versionId }),
  ...Object.fromEntries(
    Object.entries(object.headers)
      .filter(([name]) => maySeeHeader(call, name, allows))
      .map(([name, value]) => [properCase(name), value]),
  ),
  ...Object.fromEntries(
    OVERRIDABLE.flatMap(name => {
      const value = singleParameter(call.request, `response-${name}`);
      return value === undefined ? [] : [[properCase(name), value]];
    }),
  ),
});

/** Converts `content-type` to `Content-Type`, so that an override replaces the header. Keeps `x-amz-` names in lower case. */
const properCase = (name: string): string =>
  name.startsWith('x-amz-') ? name : name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
