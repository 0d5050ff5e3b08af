import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, sendRaw, startEndpoint } from './aws-endpoint.ts';

const allowed = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/AC1/*` };
const ROLES = { Reader: [allowed], Other: [{ ...allowed, Resource: `arn:aws:s3:::${BUCKET}/AC2/*` }] };

/** The endpoint of the test file, whose clock a test can set. */
export let endpoint: AwsEndpoint;

let aheadMs = 0;
/** Sets how far the endpoint's clock is ahead of this machine's, until the test ends. */
export const setClockAhead = (ms: number): void => {
  aheadMs = ms;
};

/**
 * Starts, for one test file, an endpoint with two roles: `Reader` may read objects below `AC1/`, `Other` below `AC2/`.
 * The bucket has an object with this body under each key.
 */
export const useEndpointWithReaders = (body: string, ...keys: readonly string[]): void => {
  beforeAll(async () => {
    endpoint = await startEndpoint(ROLES, { now: () => new Date(Date.now() + aheadMs) });
    for (const Key of keys) {
      await clientsOf(endpoint).s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: body }));
    }
  });
  beforeEach(() => {
    aheadMs = 0;
  });
  afterAll(() => endpoint.close());
};

type Request = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

/** Sends a request exactly as given, without tidying its target. */
export const send = (target: string, request: Request = {}) => sendRaw(endpoint.url, target, request);
