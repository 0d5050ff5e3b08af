import { MAX_PART_BYTES } from '../../lambda/domain/media/byte-range.ts';
import { benchEndpoint, drain } from './endpoint.ts';

/** The costs of playing a recording from start to end. */
export interface PlayThrough {
  /** Peak resident set of the process, in MB. */
  readonly peakRssMb: number;
  readonly bytes: number;
}

/** `ranges`: one ranged answer after the other, as in a player. `whole`: one answer without `Range`. */
export type PlayingStyle = 'ranges' | 'whole';

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
