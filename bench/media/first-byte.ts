import { Agent, get, type IncomingMessage } from 'node:http';
import { type BenchNote, benchEndpoint, drain, type Fetch } from './endpoint.ts';
import { TABLE_DELAY_MS } from './object-server.ts';
import { median, timed } from './statistics.ts';

/** Times until a listener receives the first byte, relative to plain reads of the same object: medians of ratios of alternating runs. */
export interface FirstBytes {
  /** First byte of a range of an encrypted recording that was opened before, against a plain ranged GET; every upstream answers at once. */
  readonly rangeToPlainGet: number;
  /** The same, when the bucket takes `BUCKET_DELAY_MS` to its first byte and a table takes `TABLE_DELAY_MS`. */
  readonly lateRangeToPlainGet: number;
  /** First byte of the first play, the whole recording verified before it, against reading the object once. */
  readonly firstPlayToOneRead: number;
  /** The first play to its end, against reading the object once. */
  readonly wholePlayToOneRead: number;
  /** First byte of the first play of a recording that was verified at its arrival, against one that was not. */
  readonly notedToUnnoted: number;
  /** The same two times in milliseconds. */
  readonly notedFirstByteMs: number;
  readonly unnotedFirstByteMs: number;
}

const RANGES = 300;
const FIRST_PLAYS = 15;
const RANGE_BYTES = 64 * 1024;
const [, , url = '', size = '0'] = process.argv;
const lateUrl = `${url}/late`;
const plaintextBytes = Number(size);
/** Keeps its connection open, as the endpoint does. */
const agent = new Agent({ keepAlive: true });

const plainGet = (server: string, range?: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = range === undefined ? {} : { Range: range };
    get(`${server}/bucket/encrypted-${plaintextBytes}`, { agent, headers }, resolve).on('error', reject);
  });

/** Returns the milliseconds until the first byte. Reads the rest afterwards. */
const firstByteMs = async (open: () => Promise<AsyncIterable<Uint8Array>>): Promise<number> => {
  let rest: AsyncIterator<Uint8Array> | undefined;
  const milliseconds = await timed(async () => {
    rest = (await open())[Symbol.asyncIterator]();
    await rest.next();
  });
  while (rest && !(await rest.next()).done);
  return milliseconds;
};

const rangeAt = (round: number): string => {
  const from = Math.floor((plaintextBytes - RANGE_BYTES) * ((round * 0.618) % 1));
  return `bytes=${from}-${from + RANGE_BYTES - 1}`;
};

/** First bytes of ranges through an endpoint that has opened the recording, against plain ranged reads. */
const rangesToPlainGet = async (server: string, opened: Fetch): Promise<number> => {
  await drain(await opened());
  await drain(await plainGet(server));
  const ratios: number[] = [];
  for (let round = 0; round < RANGES; round++) {
    const through = await firstByteMs(() => opened(rangeAt(round)));
    ratios.push(through / (await firstByteMs(() => plainGet(server, rangeAt(round)))));
  }
  return median(ratios);
};

/** First plays by new instances, of a recording without a note and of one with a note. */
const firstPlays = async () => {
  const noted: BenchNote = {};
  const first = (shared?: BenchNote): Fetch =>
    benchEndpoint(lateUrl, 'encrypted', plaintextBytes, {
      tableDelayMs: TABLE_DELAY_MS,
      ...(shared && { noted: shared }),
    });
  await drain(await first(noted)());
  const times: { noted: number[]; unnoted: number[] } = { noted: [], unnoted: [] };
  for (let round = 0; round < FIRST_PLAYS; round++) {
    times.unnoted.push(await firstByteMs(() => first()('bytes=0-')));
    times.noted.push(await firstByteMs(() => first(noted)('bytes=0-')));
  }
  return {
    notedToUnnoted: median(times.noted.map((ms, round) => ms / (times.unnoted[round] ?? Number.NaN))),
    notedFirstByteMs: median(times.noted),
    unnotedFirstByteMs: median(times.unnoted),
  };
};

const playsToOneRead = async () => {
  const fresh = (): Fetch => benchEndpoint(url, 'encrypted', plaintextBytes);
  const plays: { first: number[]; whole: number[] } = { first: [], whole: [] };
  for (let round = 0; round < FIRST_PLAYS; round++) {
    const oneRead = await timed(async () => drain(await plainGet(url)));
    const first = fresh();
    plays.first.push((await firstByteMs(() => first('bytes=0-'))) / oneRead);
    const whole = fresh();
    plays.whole.push((await timed(async () => drain(await whole()))) / oneRead);
  }
  return { firstPlayToOneRead: median(plays.first), wholePlayToOneRead: median(plays.whole) };
};

const main = async (): Promise<void> => {
  const late = benchEndpoint(lateUrl, 'encrypted', plaintextBytes, { tableDelayMs: TABLE_DELAY_MS });
  const measured: FirstBytes = {
    rangeToPlainGet: await rangesToPlainGet(url, benchEndpoint(url, 'encrypted', plaintextBytes)),
    lateRangeToPlainGet: await rangesToPlainGet(lateUrl, late),
    ...(await playsToOneRead()),
    ...(await firstPlays()),
  };
  console.log(JSON.stringify(measured));
  agent.destroy();
};

void main();
