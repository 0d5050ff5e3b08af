import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mediaBucketClient } from '../../lambda/adapters/s3/media-bucket-client.ts';
import { s3MediaSource } from '../../lambda/adapters/s3/s3-media-source.ts';
import { exactBytes } from '../../lambda/domain/media/read-range.ts';
import { connectionTo } from '../support/aws-connection.ts';
import { collect } from '../support/byte-stream.ts';
import { until } from '../support/until.ts';

/** Short, for the tests wait it out. */
const TIMEOUT_MS = 300;

describe('a connection to the bucket', () => {
  let bucket: Server;
  let behave: (response: ServerResponse) => void;
  let openConnections = 0;
  let fromBucket: ReturnType<typeof s3MediaSource>;
  const allClosed = () =>
    until(
      () => openConnections,
      open => open === 0,
    );

  beforeAll(async () => {
    bucket = createServer((_, response) => {
      response.writeHead(206, { ETag: '"e"', 'Content-Length': 1_000_000, 'Content-Range': 'bytes 0-9/1000000' });
      behave(response);
    });
    bucket.on('connection', socket => {
      openConnections += 1;
      socket.on('close', () => {
        openConnections -= 1;
      });
    });
    await new Promise<void>(resolve => bucket.listen(0, '127.0.0.1', resolve));
    const client = mediaBucketClient(
      connectionTo(`http://127.0.0.1:${(bucket.address() as AddressInfo).port}`, undefined, TIMEOUT_MS),
    );
    fromBucket = s3MediaSource({ client, bucket: 'recordings', stallLimitMs: TIMEOUT_MS });
  });
  afterAll(() => {
    bucket.closeAllConnections();
    bucket.close();
  });

  test.each<[string, typeof behave]>([
    ['is reset in the middle', response => response.write('part', () => response.socket?.resetAndDestroy())],
    ['ends early', response => response.write('part', () => response.socket?.end())],
    ['sends nothing more in the middle', response => response.write('part')],
    ['sends only headers', response => response.flushHeaders()],
  ])('that %s makes the read of a body throw, and is closed', async (_, behaviour) => {
    behave = behaviour;
    const read = await fromBucket.readWhole({ key: 'a' });
    if (!read.ok) throw new Error(read.error.reason);
    await expect(collect(read.value.body)).rejects.toThrow();
    await allClosed();
  });

  test.each<[string, typeof behave]>([
    ['the headers', response => response.write('part')],
    ['all bytes', response => response.end(Buffer.alloc(1_000_000))],
  ])('is closed when the read of a part is aborted before the body is read, after %s', async (_, behaviour) => {
    behave = behaviour;
    const abortion = new AbortController();
    const part = { start: 0, end: 9, etag: '"e"' };
    const read = await fromBucket.readPart({ key: 'a' }, part, abortion.signal);
    expect(read.ok).toBe(true);
    abortion.abort();
    await allClosed();
  });

  test('is closed when the read of a part is aborted before the bucket answers', async () => {
    let asked: () => void = () => undefined;
    const wasAsked = new Promise<void>(resolve => {
      asked = resolve;
    });
    behave = () => asked();
    const abortion = new AbortController();
    const reading = fromBucket.readPart({ key: 'a' }, { start: 0, end: 9, etag: '"e"' }, abortion.signal);
    await wasAsked;
    abortion.abort();
    expect((await reading).ok).toBe(false);
    await allClosed();
  });

  test('stays open while a reader pauses for longer than the stall limit', async () => {
    behave = response => response.end(Buffer.alloc(1_000_000));
    const read = await fromBucket.readWhole({ key: 'a' });
    if (!read.ok) throw new Error(read.error.reason);
    let readBytes = 0;
    for await (const chunk of read.value.body) {
      if (readBytes === 0) await pause(3 * TIMEOUT_MS);
      readBytes += chunk.length;
    }
    expect(readBytes).toBe(1_000_000);
  });

  test('that sends more bytes than requested is closed, and none of the extra bytes is returned', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const read = await fromBucket.readPart({ key: 'a' }, { start: 0, end: 9, etag: '"e"' });
    if (!read.ok) throw new Error(read.error.reason);
    let passedBytes = 0;
    const reading = async () => {
      for await (const chunk of exactBytes(read.value.body, 10)) passedBytes += chunk.length;
    };
    await expect(reading()).rejects.toThrow('of 10 bytes');
    expect(passedBytes).toBe(0);
    await allClosed();
  });

  test.each([
    ['of another state of the object', { start: 0, end: 9, etag: '"f"' }, 'recording_changed recording_changed'],
    ['from another place', { start: 10, end: 19, etag: '"e"' }, 'unavailable s3_answer_unreadable'],
    ['of another length', { start: 0, end: 8, etag: '"e"' }, 'unavailable s3_answer_unreadable'],
  ])('that sends a part %s than requested is closed, and no byte is returned', async (_, part, failure) => {
    behave = response => response.write(Buffer.alloc(100_000));
    const read = await fromBucket.readPart({ key: 'a' }, part);
    expect(read.ok ? 'read' : `${read.error.code} ${read.error.reason}`).toBe(failure);
    await allClosed();
  });

  test('is closed at once when the reader stops', async () => {
    behave = response => response.write(Buffer.alloc(100_000));
    const read = await fromBucket.readWhole({ key: 'a' });
    if (!read.ok) throw new Error(read.error.reason);
    for await (const _ of read.value.body) break;
    await allClosed();
  });
});
