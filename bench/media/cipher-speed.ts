import { createDecipheriv, randomBytes } from 'node:crypto';
import { type ContentCipher, decrypted } from '../../lambda/domain/media/decryption/content-cipher.ts';
import { GcmTag } from '../../lambda/domain/media/decryption/gcm-tag.ts';
import { drain } from './endpoint.ts';
import { median, timed } from './statistics.ts';

/** Median speeds in MB/s, without I/O. */
export interface CipherSpeeds {
  /** Decryption by Node's GCM, for comparison. */
  readonly gcm: number;
  /** Verification of the tag only. */
  readonly verify: number;
  /** Decryption of verified bytes. */
  readonly decrypt: number;
}

const ROUNDS = 9;
const BYTES = 100_000_000;
const chunkBytes = Number(process.argv[2]);
const chunk = randomBytes(chunkBytes);
const cipher: ContentCipher = { key: randomBytes(32), iv: randomBytes(12) };

async function* source(): AsyncGenerator<Uint8Array> {
  for (let left = BYTES; left > 0; left -= chunkBytes) yield chunk;
}

/** The measured work. All read the same chunks. */
const MEASURED = {
  gcm: async () => {
    const decipher = createDecipheriv('aes-256-gcm', cipher.key, cipher.iv);
    for await (const bytes of source()) decipher.update(bytes);
  },
  verify: async () => {
    const tag = new GcmTag(cipher);
    for await (const bytes of source()) tag.update(bytes);
    tag.verify();
  },
  decrypt: async () => {
    await drain(decrypted(source(), cipher, 0));
  },
};

const main = async (): Promise<void> => {
  const rates: Record<keyof CipherSpeeds, number[]> = { gcm: [], verify: [], decrypt: [] };
  // In turns, so that other load affects all equally.
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['gcm', 'verify', 'decrypt'] as const) {
      rates[name].push(BYTES / 1000 / (await timed(MEASURED[name])));
    }
  }
  const speeds: CipherSpeeds = {
    gcm: median(rates.gcm),
    verify: median(rates.verify),
    decrypt: median(rates.decrypt),
  };
  console.log(JSON.stringify(speeds));
};

void main();
