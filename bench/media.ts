import { spawnSync } from 'node:child_process';
import { MALLOC_ENVIRONMENT } from '../lib/media/malloc-environment.ts';
import { runChild, startChild } from './media/child.ts';
import type { CipherSpeeds } from './media/cipher-speed.ts';
import type { FirstBytes } from './media/first-byte.ts';
import type { PathTimes } from './media/paths.ts';
import type { PlayingStyle, PlayThrough } from './media/play-through.ts';
import { median } from './media/statistics.ts';

/**
 * `npm run bench:media`: measures the cost of decrypting while streaming. Every number is a ratio or comes with one,
 * because machines differ. Each measurement runs in a new process. Ends with status 1 when a goal is missed.
 */

const SEEK_FILE_BYTES = 115_000_000;
/** Twenty-two minutes of a call, both channels. */
const CALL_BYTES = 42_000_000;
const SMALL_BYTES = 100_000_000;
const LARGE_BYTES = 500_000_000;
const CHUNK_SIZES = [16, 64, 256];
/** The size of one socket read, and so of the chunks in the function. */
const DEPLOYED_CHUNK_KB = 64;
/** Size of a recording in one answer. An answer has at most 200 MiB. */
const WHOLE_BYTES = 200_000_000;
const RSS_RUNS = 7;
const MOST_RSS_MB = 160;

/** `openssl speed`'s decryption rate at the deployed chunk size, MB/s; undefined where openssl is missing. */
const opensslSpeed = (): number | undefined => {
  const size = String(DEPLOYED_CHUNK_KB * 1024);
  const run = spawnSync('openssl', ['speed', '-evp', 'aes-256-gcm', '-decrypt', '-bytes', size, '-seconds', '2'], {
    encoding: 'utf8',
  });
  const [, thousands] = /^AES-256-GCM\s+([\d.]+)k\s*$/im.exec(run.stdout ?? '') ?? [];
  return thousands === undefined ? undefined : Number(thousands) / 1000;
};

const cipherTable = async (): Promise<Record<string, CipherSpeeds>> => {
  const rows: Record<string, CipherSpeeds> = {};
  for (const [label, env] of [
    ['without MALLOC_*', {}],
    ['MALLOC_* set', MALLOC_ENVIRONMENT],
  ] as const) {
    for (const kilobytes of CHUNK_SIZES) {
      const args = [String(kilobytes * 1024)];
      rows[`${kilobytes} KiB, ${label}`] = await runChild<CipherSpeeds>('./cipher-speed.ts', { args, env });
    }
  }
  return rows;
};

const rounded = <T extends object>(row: T): Record<string, number> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Math.round(value * 100) / 100]));

console.log(`Node ${process.version}, ${process.arch}. MALLOC_* as deployed: ${JSON.stringify(MALLOC_ENVIRONMENT)}`);

const ciphers = await cipherTable();
console.log('\nMB/s without I/O, by chunk size');
console.table(Object.fromEntries(Object.entries(ciphers).map(([name, row]) => [name, rounded(row)])));

const objects = startChild('./serve-objects.ts');
const { url } = await objects.next<{ url: string }>();
const run = <T>(script: string, bytes: number, ...more: string[]) =>
  runChild<T>(script, { args: [url, String(bytes), ...more], env: MALLOC_ENVIRONMENT });
const paths = await run<PathTimes>('./paths.ts', SEEK_FILE_BYTES);
console.log(`\nThrough the endpoint, ${SEEK_FILE_BYTES / 1e6} MB`);
console.table(rounded(paths));
const firstBytes = await run<FirstBytes>('./first-byte.ts', CALL_BYTES);
console.log(`\nTo the first byte, ${CALL_BYTES / 1e6} MB`);
console.table(rounded(firstBytes));
const peakRssMb = async (bytes: number, style: PlayingStyle): Promise<number> =>
  (await run<PlayThrough>('./play-through.ts', bytes, style)).peakRssMb;
/** Medians of alternating runs, because garbage collection is random and other load changes over time. */
const peaks: { small: number[]; large: number[]; whole: number[] } = { small: [], large: [], whole: [] };
for (let turn = 0; turn < RSS_RUNS; turn++) {
  peaks.small.push(await peakRssMb(SMALL_BYTES, 'ranges'));
  peaks.large.push(await peakRssMb(LARGE_BYTES, 'ranges'));
  peaks.whole.push(await peakRssMb(WHOLE_BYTES, 'whole'));
}
const [smallRssMb, largeRssMb, wholeRssMb] = [median(peaks.small), median(peaks.large), median(peaks.whole)];
objects.stop();

const openssl = opensslSpeed();
const deployed = ciphers[`${DEPLOYED_CHUNK_KB} KiB, MALLOC_* set`] ?? { gcm: 0, verify: 0, decrypt: 0 };
const toGcm = deployed.decrypt / deployed.gcm;
const toOpenssl = openssl === undefined ? undefined : deployed.decrypt / openssl;

const results = [
  { measured: "decrypting / Node's own GCM", value: toGcm, goal: '≥ 0.9', reached: toGcm >= 0.9 },
  ...(toOpenssl === undefined
    ? []
    : [{ measured: 'decrypting / openssl speed', value: toOpenssl, goal: '', reached: true }]),
  { measured: "checking the tag / Node's own GCM", value: deployed.verify / deployed.gcm, goal: '', reached: true },
  {
    measured: 'seek to 90 % / raw ranged read',
    value: paths.seekToRawRead,
    goal: '≤ 5',
    reached: paths.seekToRawRead <= 5,
  },
  {
    measured: 'first byte of a range / plain ranged GET, no delays',
    value: firstBytes.rangeToPlainGet,
    goal: '≤ 1.2',
    reached: firstBytes.rangeToPlainGet <= 1.2,
  },
  {
    measured: 'the same, S3 15 ms and tables 6 ms late',
    value: firstBytes.lateRangeToPlainGet,
    goal: '≤ 1.2',
    reached: firstBytes.lateRangeToPlainGet <= 1.2,
  },
  {
    measured: 'first byte of the first play / reading 42 MB once',
    value: firstBytes.firstPlayToOneRead,
    goal: '≤ 1.15',
    reached: firstBytes.firstPlayToOneRead <= 1.15,
  },
  {
    measured: 'the same, verified at arrival / not verified',
    value: firstBytes.notedToUnnoted,
    goal: '',
    reached: true,
  },
  {
    measured: 'peak RSS at 500 MB / at 100 MB',
    value: largeRssMb / smallRssMb,
    goal: '≤ 1.10',
    reached: largeRssMb / smallRssMb <= 1.1,
  },
  {
    measured: 'peak RSS at 500 MB, MB',
    value: largeRssMb,
    goal: `≤ ${MOST_RSS_MB}`,
    reached: largeRssMb <= MOST_RSS_MB,
  },
  {
    measured: 'peak RSS at 200 MB in one answer, MB',
    value: wholeRssMb,
    goal: `≤ ${MOST_RSS_MB}`,
    reached: wholeRssMb <= MOST_RSS_MB,
  },
];
console.log();
console.table(results.map(result => ({ ...result, value: Math.round(result.value * 100) / 100 })));
process.exitCode = results.every(({ reached }) => reached) ? 0 : 1;
