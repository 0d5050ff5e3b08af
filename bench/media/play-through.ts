import { MAX_PART_BYTES } from '../../lambda/domain/byte-range.ts';
import { benchEndpoint, drain } from './endpoint.ts';

/** What playing a recording from start to end costs. */
export interface PlayThrough {
  /** Largest resident set of the process, MB. */
  readonly peakRssMb: number;
  readonly bytes: number;
}

/** Plays one encrypted recording as a player does: verified once, then one ranged answer after the other. */
const [, , url = '', size = '0'] = process.argv;
const plaintextBytes = Number(size);
const fetch = benchEndpoint(url, 'encrypted', plaintextBytes);
const main = async (): Promise<void> => {
  let bytes = 0;
  while (bytes < plaintextBytes) bytes += await drain(await fetch(`bytes=${bytes}-${bytes + MAX_PART_BYTES - 1}`));
  const played: PlayThrough = { peakRssMb: process.resourceUsage().maxRSS / 1024, bytes };
  console.log(JSON.stringify(played));
};

void main();
