import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { BUCKET, clientsOf, outcomeOf, startEndpoint } from '../support/aws-endpoint.ts';

let endpoint: AwsEndpoint;
let s3: S3Client;

beforeAll(async () => {
  endpoint = await startEndpoint({}, { buckets: [{ bucketName: BUCKET }, { bucketName: 'listed' }] });
  s3 = clientsOf(endpoint).s3;
});
afterAll(() => endpoint.close());

describe('a listing', () => {
  const KEYS = ['a/1', 'a/2', 'a/b/3', 'b', 'c/4', 'd', 'ﬀ', '🎧'];
  beforeAll(async () => {
    for (const Key of [...KEYS].reverse()) await s3.send(new PutObjectCommand({ Bucket: 'listed', Key, Body: Key }));
  });

  /** Each page as its keys and, in brackets, its groups. */
  const pages = async (input: Partial<ListObjectsV2CommandInput>) => {
    const found: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: 'listed', ...input, ...(ContinuationToken && { ContinuationToken }) }),
      );
      const groups = page.CommonPrefixes?.map(({ Prefix }) => `[${Prefix}]`) ?? [];
      found.push([...(page.Contents?.map(({ Key }) => Key ?? '') ?? []), ...groups]);
      expect(page.KeyCount).toBe(found.at(-1)?.length);
      ContinuationToken = page.NextContinuationToken;
      expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken);
    return found;
  };

  test.each<[string, Partial<ListObjectsV2CommandInput>, string[][]]>([
    ['of everything, by UTF-8 bytes', {}, [KEYS]],
    ['by prefix', { Prefix: 'a/' }, [['a/1', 'a/2', 'a/b/3']]],
    ['by a prefix that nothing has', { Prefix: 'x' }, [[]]],
    ['by delimiter', { Delimiter: '/' }, [['b', 'd', 'ﬀ', '🎧', '[a/]', '[c/]']]],
    ['by prefix and delimiter', { Prefix: 'a/', Delimiter: '/' }, [['a/1', 'a/2', '[a/b/]']]],
    [
      'page by page',
      { MaxKeys: 3 },
      [
        ['a/1', 'a/2', 'a/b/3'],
        ['b', 'c/4', 'd'],
        ['ﬀ', '🎧'],
      ],
    ],
    [
      'page by page, a group counts once',
      { MaxKeys: 2, Delimiter: '/' },
      [
        ['b', '[a/]'],
        ['d', '[c/]'],
        ['ﬀ', '🎧'],
      ],
    ],
    ['with keys encoded for XML', { EncodingType: 'url', Prefix: 'ﬀ' }, [['%EF%AC%80']]],
    ['of no keys', { MaxKeys: 0 }, [[]]],
  ])('%s', async (_, input, expected) => {
    expect(await pages(input)).toEqual(expected);
  });

  test('describes each object', async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'listed', Prefix: 'b' }));
    const ETag = `"${createHash('md5').update('b').digest('hex')}"`;
    expect(Contents).toEqual([{ Key: 'b', Size: 1, ETag, LastModified: expect.any(Date), StorageClass: 'STANDARD' }]);
  });
});

describe('a bucket', () => {
  test('that does not exist is said to be missing', async () => {
    expect(await outcomeOf(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'a' })))).toBe('NoSuchBucket 404');
    expect(await outcomeOf(s3.send(new ListObjectsV2Command({ Bucket: 'nowhere' })))).toBe('NoSuchBucket 404');
  });
});
