import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, startEndpoint } from '../support/aws-endpoint.ts';

const PLAYER = 'http://flex.localhost:4000';

let endpoint: AwsEndpoint;

beforeAll(async () => {
  endpoint = await startEndpoint(
    {},
    {
      buckets: [
        {
          bucketName: BUCKET,
          corsRules: [
            {
              allowedOrigins: [PLAYER, 'https://*.example.com'],
              allowedMethods: ['GET', 'HEAD'],
              allowedHeaders: ['Range', 'If-Range'],
              exposedHeaders: ['Accept-Ranges', 'Content-Range', 'Content-Length', 'ETag'],
              maxAgeSeconds: 600,
            },
          ],
        },
      ],
    },
  );
  await clientsOf(endpoint).s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'sound' }));
});
afterAll(() => endpoint.close());

/** Reads the object through a presigned link, as a page does. */
const ask = async (headers: Record<string, string>) =>
  fetch(await getSignedUrl(clientsOf(endpoint).s3, new GetObjectCommand({ Bucket: BUCKET, Key: 'a' })), { headers });

describe('a page of another origin', () => {
  const preflight = (headers: Record<string, string>) =>
    fetch(`${endpoint.url}/${BUCKET}/a`, { method: 'OPTIONS', headers });

  test('can read an object by a link, and sees the exposed headers', async () => {
    const { status, headers } = await ask({ Origin: PLAYER, Range: 'bytes=0-1' });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([206, PLAYER]);
    expect(headers.get('access-control-expose-headers')).toBe('Accept-Ranges, Content-Range, Content-Length, ETag');
    expect(headers.get('vary')).toContain('Origin');
  });

  test('can read a refusal', async () => {
    const answer = await fetch(`${endpoint.url}/${BUCKET}/a`, { headers: { Origin: PLAYER } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, PLAYER]);
  });

  test.each([
    ['https://a.example.com', 'https://a.example.com'],
    ['https://example.com', null],
    ['http://flex.localhost:4001', null],
    ['null', null],
  ])('%s gets the CORS headers of the matching rule, or none', async (Origin, allowed) => {
    expect((await ask({ Origin })).headers.get('access-control-allow-origin')).toBe(allowed);
  });

  test.each<[string, Record<string, string>, number]>([
    ['GET', { Origin: PLAYER, 'Access-Control-Request-Method': 'GET' }, 200],
    [
      'GET with Range',
      { Origin: PLAYER, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'range, if-range' },
      200,
    ],
    [
      'GET with Authorization',
      { Origin: PLAYER, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' },
      403,
    ],
    ['PUT', { Origin: PLAYER, 'Access-Control-Request-Method': 'PUT' }, 403],
    ['GET from elsewhere', { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'GET' }, 403],
    ['no method', { Origin: PLAYER }, 400],
  ])('gets an answer to its unsigned preflight: %s', async (_, headers, status) => {
    const answer = await preflight(headers);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      status,
      status === 200 ? PLAYER : null,
    ]);
    if (status === 200) {
      expect(answer.headers.get('access-control-allow-headers')).toBe(
        headers['Access-Control-Request-Headers'] ?? null,
      );
      expect(answer.headers.get('access-control-max-age')).toBe('600');
    }
  });
});
