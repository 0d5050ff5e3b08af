import type { Readable } from 'node:stream';

/**
 * Reads a body to its end. Rejects when it breaks off. Listens to events: for an answer of
 * this size, the iterator of a stream, which `node:stream/consumers` uses, takes several times as long.
 */
export const readBodyBytes = (body: Readable): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const brokeOff = () => reject(body.errored ?? new Error('the body broke off'));
    // A closed stream emits no more events.
    if (body.closed) brokeOff();
    const parts: Buffer[] = [];
    body
      .on('data', (part: Buffer | string) => parts.push(typeof part === 'string' ? Buffer.from(part) : part))
      .on('end', () => resolve(Buffer.concat(parts)))
      .on('error', reject)
      // Also closes after its end. An error object for each of these closes would take longer than the reading.
      .on('close', () => body.readableEnded || brokeOff());
  });
