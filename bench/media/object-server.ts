import { createCipheriv } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type ContentCipher, decipherAt, TAG_BYTES } from '../../lambda/domain/media/decryption/content-cipher.ts';
import { exactDelay } from '../stubs/exact-delay.ts';

const CHUNK_BYTES = 64 * 1024;
const ZEROS = Buffer.alloc(CHUNK_BYTES);

/** The key and IV of every encrypted object here. */
export const BENCH_CIPHER: ContentCipher = { key: Buffer.alloc(32, 7), iv: Buffer.alloc(12, 9) };
export const BENCH_ETAG = '"bench"';

/** Parses a path such as `/bucket/encrypted-115000000` or `/bucket/plain-115000000`. */
const objectOf = (path: string): { encrypted: boolean; plaintextBytes: number } | undefined => {
  const [, kind, digits] = /\/(encrypted|plain)-(\d+)$/.exec(path) ?? [];
  return digits === undefined ? undefined : { encrypted: kind === 'encrypted', plaintextBytes: Number(digits) };
};

/** How long S3 takes to the first byte in this bench, and a table to its answer (milliseconds, as in `bench/latency`). */
const BUCKET_DELAY_MS = 15;
export const TABLE_DELAY_MS = 6;

/**
 * Starts a server of objects that are generated while they are read, so that disk and memory do not limit the speed. The
 * objects are silence of any length, encrypted or plain. Supports GET with one range. Does not check signatures.
 * Answers paths below `/late` only after `BUCKET_DELAY_MS`.
 */
export const startObjectServer = async (): Promise<{ url: string; close: () => void }> => {
  const server: Server = createServer(async (request, response) => {
    const startedAt = performance.now();
    const object = objectOf(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!object) return void response.writeHead(404).end();
    const size = object.plaintextBytes + (object.encrypted ? TAG_BYTES : 0);
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const [start, end] = first === undefined ? [0, size - 1] : [Number(first), Number(last)];
    if (request.url?.startsWith('/late/')) await exactDelay(startedAt, BUCKET_DELAY_MS);
    response.writeHead(first === undefined ? 200 : 206, {
      ETag: BENCH_ETAG,
      'Content-Length': end - start + 1,
      ...(first !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    });
    Readable.from(bytesOf(object, start, end + 1), { objectMode: false }).pipe(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const tags = new Map<number, Buffer>();

const tagOf = (plaintextBytes: number): Buffer => {
  const known = tags.get(plaintextBytes);
  if (known) return known;
  const cipher = createCipheriv('aes-256-gcm', BENCH_CIPHER.key, BENCH_CIPHER.iv);
  for (let left = plaintextBytes; left > 0; left -= CHUNK_BYTES) cipher.update(ZEROS.subarray(0, left));
  cipher.final();
  tags.set(plaintextBytes, cipher.getAuthTag());
  return cipher.getAuthTag();
};

async function* bytesOf(
  { encrypted, plaintextBytes }: { encrypted: boolean; plaintextBytes: number },
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const dataEnd = Math.min(end, plaintextBytes);
  const keyStream = encrypted && start < plaintextBytes ? decipherAt(BENCH_CIPHER, start) : undefined;
  for (let at = start; at < dataEnd; at += CHUNK_BYTES) {
    const zeros = ZEROS.subarray(0, dataEnd - at);
    yield keyStream ? keyStream.update(zeros) : zeros;
  }
  if (end > plaintextBytes) yield tagOf(plaintextBytes).subarray(Math.max(0, start - plaintextBytes));
}
