import { MAX_PART_BYTES } from '../../lambda/domain/media/byte-range.ts';
import { benchEndpoint, drain } from './endpoint.ts';

/** What playing a recording from start to end costs. */
export interface PlayThrough {
  /** Largest resident set of the process, MB. */
  readonly peakRssMb: number;
  readonly bytes: number;
}

/** How it is played: as a player does, one ranged answer after the other, or in one answer without `Range`. */
export type PlayingStyle = 'ranges' | 'whole';

/** Plays one encrypted recording, verified once before its first byte. */
const [, , url = '', size = '0', style = 'ranges'] = process.argv;
const plaintextBytes = Number(size);
const fetch = benchEndpoint(url, 'encrypted', plaintextBytes);
const main = async (): Promise<void> => {
  let bytes = style === 'whole' ? await drain(await fetch()) : 0;
  while (bytes < plaintextBytes) bytes += await drain(await fetch(`bytes=${bytes}-${bytes + MAX_PART_BYTES - 1}`));
  const played: PlayThrough = { peakRssMb: process.resourceUsage().maxRSS / 1024, bytes };
  console.log(JSON.stringify(played));
};

void main();
