import { randomBytes, randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT, s3Arn } from '../../template/local-account.ts';
import type { StoredObject } from './bucket-store.ts';

/**
 * Returns the event with which S3 reports a new object to EventBridge ("EventBridge event message structure" in its guide):
 * the key as it is, the entity tag without quotes, the version only in a versioned bucket.
 */
export const objectCreatedEvent = (
  { bucketName, region }: { readonly bucketName: string; readonly region: string },
  { key, versionId, sizeBytes, etag, lastModified }: StoredObject,
) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: LOCAL_ACCOUNT,
  time: lastModified.replace(/\.\d+Z$/, 'Z'),
  region,
  resources: [s3Arn(bucketName)],
  detail: {
    version: '0',
    bucket: { name: bucketName },
    object: {
      key,
      size: sizeBytes,
      etag: etag.replaceAll('"', ''),
      ...(versionId !== 'null' && { 'version-id': versionId }),
      sequencer: `00${Date.now().toString(16).toUpperCase()}${randomBytes(2).toString('hex').toUpperCase()}`,
    },
    'request-id': randomBytes(8).toString('hex').toUpperCase(),
    requester: LOCAL_ACCOUNT,
    'source-ip-address': '127.0.0.1',
    reason: 'PutObject',
  },
});
