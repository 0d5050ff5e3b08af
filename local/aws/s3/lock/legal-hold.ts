import type { Permission } from '../../iam/role-policy.ts';
import type { Answer } from '../../protocol/answer.ts';
import { readBody, singleParameter } from '../../protocol/aws-request.ts';
import type { StoredObject } from '../bucket-store.ts';
import { answerAbsent } from '../object-reads.ts';
import { bucketPermission, objectPermission, type S3Call, type S3Operation } from '../s3-operation.ts';
import { element, s3Error, textsOf, xmlAnswer } from '../s3-xml.ts';
import { checksumProblem } from '../upload-checksum.ts';
import { LEGAL_HOLD, withoutLock } from './object-lock.ts';

/** Sets or lifts the legal hold of one version: the named one, or the current one. */
export const putObjectLegalHold: S3Operation = {
  name: 'PutObjectLegalHold',
  method: 'PUT',
  on: 'object',
  subresource: 'legal-hold',
  needs: call => [objectPermission(call, 's3:PutObjectLegalHold')],
  run: async (call, allows) => {
    const { request, bucket } = call;
    const refused =
      checksumProblem(call, 'Missing required header for this request: Content-MD5') ?? withoutLock(bucket);
    if (refused) return refused;
    const [status] = textsOf(String(await readBody(request.body)), 'Status');
    if (status !== 'ON' && status !== 'OFF')
      return s3Error(400, 'MalformedXML', 'The XML you provided was not well-formed');
    return withObject(call, allows, object => {
      bucket.store.describe(object, { ...object.headers, [LEGAL_HOLD]: status });
      return { status: 200 };
    });
  },
};

export const getObjectLegalHold: S3Operation = {
  name: 'GetObjectLegalHold',
  method: 'GET',
  on: 'object',
  subresource: 'legal-hold',
  needs: call => [objectPermission(call, 's3:GetObjectLegalHold')],
  run: (call, allows) =>
    withoutLock(call.bucket) ??
    withObject(call, allows, ({ headers }) => {
      const status = headers[LEGAL_HOLD];
      if (status !== undefined) return xmlAnswer('LegalHold', element('Status', status));
      const message = 'The specified object does not have a ObjectLock configuration';
      return s3Error(404, 'NoSuchObjectLockConfiguration', message);
    }),
};

export const getObjectLockConfiguration: S3Operation = {
  name: 'GetObjectLockConfiguration',
  method: 'GET',
  on: 'bucket',
  subresource: 'object-lock',
  needs: call => [bucketPermission(call, 's3:GetBucketObjectLockConfiguration')],
  run: ({ bucket }) => {
    const { defaultRetention } = bucket;
    if (withoutLock(bucket)) {
      const message = 'Object Lock configuration does not exist for this bucket';
      return s3Error(404, 'ObjectLockConfigurationNotFoundError', message);
    }
    const retention =
      defaultRetention && element('Mode', defaultRetention.mode) + element('Days', defaultRetention.days);
    return xmlAnswer(
      'ObjectLockConfiguration',
      element('ObjectLockEnabled', 'Enabled') +
        (retention ? `<Rule><DefaultRetention>${retention}</DefaultRetention></Rule>` : ''),
    );
  },
};

/** Answers by the version that the call names, or by the current one. */
const withObject = (
  call: S3Call,
  allows: (permission: Permission) => boolean,
  answer: (object: StoredObject) => Answer,
): Answer => {
  const { store } = call.bucket;
  const versionId = singleParameter(call.request, 'versionId');
  const object = versionId === undefined ? store.current(call.key) : store.version(call.key, versionId);
  return !object || object.isDeleteMarker ? answerAbsent(call, object, allows) : answer(object);
};
