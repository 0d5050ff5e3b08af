import { benchEndpoint, drain } from './endpoint.ts';
import { median, timed } from './statistics.ts';

/** Times of the endpoint, compared with plain recordings and with direct reads. */
export interface PathTimes {
  /** Whole recording, verified before: time with decryption / time of a plain recording. Less is better. */
  readonly decryptToPassThrough: number;
  /** First play of a recording with verification / play of a plain recording. */
  readonly firstPlayToPassThrough: number;
  /** The 64 KiB at 90 % of the recording through the endpoint, in milliseconds. */
  readonly seekMs: number;
  /** The same bytes by a direct ranged GET, in milliseconds. */
  readonly rawReadMs: number;
  readonly seekToRawRead: number;
}

const ROUNDS = 15;
const SEEKS = 200;
const SEEK_BYTES = 64 * 1024;
const [, , url = '', size = '0'] = process.argv;
const plaintextBytes = Number(size);

const plain = benchEndpoint(url, 'plain', plaintextBytes);
const encrypted = benchEndpoint(url, 'encrypted', plaintextBytes);
const seekFrom = Math.floor(plaintextBytes * 0.9);
const seekRange = `bytes=${seekFrom}-${seekFrom + SEEK_BYTES - 1}`;
const rawRead = async () => {
  const response = await fetch(`${url}/bucket/encrypted-${plaintextBytes}`, { headers: { Range: seekRange } });
  await response.arrayBuffer();
};
const play = async (endpoint: typeof plain) => drain(await endpoint());

const main = async (): Promise<void> => {
  const ratios: { decrypt: number[]; first: number[] } = { decrypt: [], first: [] };
  await play(plain);
  for (let round = 0; round < ROUNDS; round++) {
    const untouched = await timed(() => play(plain));
    ratios.first.push((await timed(() => play(benchEndpoint(url, 'encrypted', plaintextBytes)))) / untouched);
    if (round === 0) await play(encrypted);
    ratios.decrypt.push((await timed(() => play(encrypted))) / untouched);
  }

  const seeks: { endpoint: number[]; raw: number[] } = { endpoint: [], raw: [] };
  for (let round = 0; round < SEEKS; round++) {
    seeks.endpoint.push(await timed(async () => drain(await encrypted(seekRange))));
    seeks.raw.push(await timed(rawRead));
  }
  const times: PathTimes = {
    decryptToPassThrough: median(ratios.decrypt),
    firstPlayToPassThrough: median(ratios.first),
    seekMs: median(seeks.endpoint),
    rawReadMs: median(seeks.raw),
    seekToRawRead: median(seeks.endpoint) / median(seeks.raw),
  };
  console.log(JSON.stringify(times));
};

void main();
