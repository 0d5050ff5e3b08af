import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BucketDefinition } from '../../template/buckets.ts';
import type { Answer } from '../protocol/answer.ts';
import { type AwsRequest, hasBody } from '../protocol/aws-request.ts';
import { type AwsService, fixedAnswer, type Operation, type SignedRequest } from '../protocol/aws-service.ts';
import type { Refusal, RefusalCode } from '../protocol/refusal.ts';
import { createAccessLog } from './access-log.ts';
import { listObjectsV2 } from './bucket-listing.ts';
import { getBucketLogging, getBucketVersioning, getPublicAccessBlock } from './bucket-settings.ts';
import { openBucketStore, type StoredObject } from './bucket-store.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { getObjectLegalHold, getObjectLockConfiguration, putObjectLegalHold } from './lock/legal-hold.ts';
import { objectCreatedEvent } from './object-created-event.ts';
import { getObject, headObject } from './object-reads.ts';
import { deleteObject, putObject, restoreObject } from './object-writes.ts';
import { type Bucket, bucketRegion, type S3Operation } from './s3-operation.ts';
import { s3Error } from './s3-xml.ts';
import { listObjectVersions } from './version-listing.ts';

/** The supported operations. Method, target and sub-resource select one. */
const OPERATIONS: readonly S3Operation[] = [
  getObject,
  headObject,
  putObject,
  deleteObject,
  restoreObject,
  getObjectLegalHold,
  putObjectLegalHold,
  getObjectLockConfiguration,
  getBucketVersioning,
  getBucketLogging,
  getPublicAccessBlock,
  listObjectsV2,
  listObjectVersions,
];

/** Query parameters that select another operation. If it is not in `OPERATIONS`, the call must fail, not run a plain operation. */
const SUBRESOURCE =
  /^(acl|attributes|cors|delete|encryption|legal-hold|lifecycle|list-type|location|logging|notification|object-lock|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|tagging|torrent|uploadId|uploads|versioning|versions|website)$/;

const REFUSALS: Readonly<Record<RefusalCode, readonly [status: number, code: string]>> = {
  anonymous: [403, 'AccessDenied'],
  malformed: [400, 'AuthorizationHeaderMalformed'],
  unknown_key: [403, 'InvalidAccessKeyId'],
  bad_token: [400, 'InvalidToken'],
  signature_mismatch: [403, 'SignatureDoesNotMatch'],
  unsigned_headers: [403, 'AccessDenied'],
  expired: [403, 'AccessDenied'],
  clock_skew: [403, 'RequestTimeTooSkewed'],
  wrong_region: [400, 'AuthorizationHeaderMalformed'],
  access_denied: [403, 'AccessDenied'],
  content_hash_mismatch: [400, 'XAmzContentSHA256Mismatch'],
  checksum_mismatch: [400, 'BadDigest'],
  incomplete_body: [400, 'IncompleteBody'],
  too_large: [400, 'EntityTooLarge'],
  not_implemented: [501, 'NotImplemented'],
  throttled: [503, 'SlowDown'],
  internal: [500, 'InternalError'],
};

const refuse = ({ code, message }: Refusal): Answer => {
  const [status, name] = REFUSALS[code];
  // S3 gives a refused caller no details.
  return s3Error(status, name, code === 'access_denied' || code === 'anonymous' ? 'Access Denied' : message);
};

/** Creates S3 with path-style addresses. Each bucket has its own folder in `folder`. */
export const createS3 = (options: {
  readonly buckets: readonly BucketDefinition[];
  readonly folder: string;
  /** Receives what the buckets report to EventBridge. @default nobody */
  readonly onEvent?: (event: object) => void;
}): AwsService => {
  const buckets = new Map<string, Bucket>(
    options.buckets.map(bucket => {
      const store = openBucketStore(join(options.folder, bucket.bucketName), { versioned: bucket.versioned ?? false });
      const reportCreated = (object: StoredObject) => {
        if (bucket.sendsEvents)
          options.onEvent?.(objectCreatedEvent({ ...bucket, region: bucketRegion(bucket) }, object));
      };
      return [bucket.bucketName, { ...bucket, store, reportCreated }];
    }),
  );
  const logs = new Map(
    [...buckets.values()].flatMap(bucket => {
      const target = buckets.get(bucket.accessLog?.bucketName ?? '');
      return target && bucket.accessLog?.mayDeliver !== false
        ? [[bucket.bucketName, createAccessLog(bucket, target, bucket.accessLog?.prefix ?? '')] as const]
        : [];
    }),
  );
  const rulesFor = (request: AwsRequest) => buckets.get(targetOf(request)?.bucketName ?? '')?.corsRules ?? [];

  return {
    signingName: 's3',
    refuse,
    preflight: request => answerPreflight(rulesFor(request), request),
    commonHeaders: request => ({
      'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
      'x-amz-id-2': randomBytes(32).toString('base64'),
      ...corsHeaders(rulesFor(request), request),
    }),
    logged: (request, answer, requester) => {
      const { bucketName, key } = targetOf(request) ?? { bucketName: '', key: '' };
      const log = logs.get(bucketName);
      if (!log) return answer;
      const receivedAt = new Date();
      return {
        ...answer,
        onSent: sentBytes => {
          const tookMs = Date.now() - receivedAt.getTime();
          log.add({ request, key, answer, requester, receivedAt, sentBytes, tookMs });
        },
      };
    },
    close: async () => {
      for (const log of logs.values()) log.close();
    },
    identify: async request => identifyOperation(request, buckets),
  };
};

const identifyOperation = (request: SignedRequest, buckets: ReadonlyMap<string, Bucket>): Operation => {
  const target = targetOf(request);
  if (!target) return fixedAnswer(s3Error(400, 'InvalidURI', "Couldn't parse the specified URI."));
  if (target.bucketName === '') return notImplemented(`${request.method} without a bucket`);
  const subresource = Object.keys(request.query).find(name => SUBRESOURCE.test(name));
  const on = target.key === '' ? 'bucket' : 'object';
  const operation = OPERATIONS.find(
    candidate => candidate.method === request.method && candidate.on === on && candidate.subresource === subresource,
  );
  if (!operation) {
    return notImplemented(`${request.method} on ${on}${subresource ? ` ?${subresource}` : ''}`);
  }
  const bucket = buckets.get(target.bucketName);
  if (!bucket) return fixedAnswer(s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist'), operation.name);
  if (request.signature.region !== bucketRegion(bucket)) {
    const message = `The region '${request.signature.region}' is wrong; expecting '${bucketRegion(bucket)}'`;
    return fixedAnswer(refuse({ code: 'wrong_region', message }), operation.name);
  }
  const isWithoutBody = ['GET', 'HEAD', 'DELETE'].includes(request.method);
  if (isWithoutBody && hasBody(request))
    return fixedAnswer(s3Error(400, 'InvalidRequest', 'This operation accepts no body'), operation.name);

  const call = { request, bucket, key: target.key };
  return { name: operation.name, needs: operation.needs(call), run: async allows => operation.run(call, allows) };
};

const notImplemented = (what: string): Operation =>
  fixedAnswer(refuse({ code: 'not_implemented', message: `${what} is not implemented locally` }));

/** Parses bucket and key of a path-style address. Returns undefined when the percent-encoding is invalid. */
const targetOf = ({ path }: AwsRequest): { bucketName: string; key: string } | undefined => {
  const [, bucketName = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucketName: decodeURIComponent(bucketName), key: decodeURIComponent(rest) };
  } catch {
    return undefined;
  }
};
