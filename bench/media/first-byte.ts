import { Agent, get, type IncomingMessage } from 'node:http';
import { benchEndpoint, drain, type Fetch } from './endpoint.ts';
import { median, timed } from './statistics.ts';

/** Times until the listener's first byte, compared with plain reads of the same object: medians of ratios, in turns. */
export interface FirstBytes {
  /** First byte of a range of an encrypted recording that was opened before / first byte of a plain ranged GET. */
  readonly rangeToPlainGet: number;
  /** First byte of the first play, which verifies the whole recording before / reading the object once. */
  readonly firstPlayToOneRead: number;
  /** The whole first play / reading the object once. */
  readonly wholePlayToOneRead: number;
}

const RANGES = 300;
const FIRST_PLAYS = 15;
const RANGE_BYTES = 64 * 1024;
const [, , url = '', size = '0'] = process.argv;
const plaintextBytes = Number(size);
/** Keeps its connection open, as the endpoint does. */
const agent = new Agent({ keepAlive: true });

const plainGet = (range?: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = range === undefined ? {} : { Range: range };
    get(`${url}/bucket/encrypted-${plaintextBytes}`, { agent, headers }, resolve).on('error', reject);
  });

/** Returns the milliseconds until the first byte. Then reads the rest. */
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

const main = async (): Promise<void> => {
  const fresh = (): Fetch => benchEndpoint(url, 'encrypted', plaintextBytes);
  const opened = fresh();
  await drain(await opened());
  await drain(await plainGet());
  const ranges: number[] = [];
  for (let round = 0; round < RANGES; round++) {
    const through = await firstByteMs(() => opened(rangeAt(round)));
    ranges.push(through / (await firstByteMs(() => plainGet(rangeAt(round)))));
  }
  const plays: { first: number[]; whole: number[] } = { first: [], whole: [] };
  for (let round = 0; round < FIRST_PLAYS; round++) {
    const oneRead = await timed(async () => drain(await plainGet()));
    const first = fresh();
    plays.first.push((await firstByteMs(() => first('bytes=0-'))) / oneRead);
    const whole = fresh();
    plays.whole.push((await timed(async () => drain(await whole()))) / oneRead);
  }
  const measured: FirstBytes = {
    rangeToPlainGet: median(ranges),
    firstPlayToOneRead: median(plays.first),
    wholePlayToOneRead: median(plays.whole),
  };
  console.log(JSON.stringify(measured));
  agent.destroy();
};

void main();
