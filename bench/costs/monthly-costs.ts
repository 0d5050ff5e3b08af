import type { Basis, CostLine } from './cost-lines.ts';
import type { PriceName, Prices } from './prices.ts';

/** The number of plays and calls in a month. */
export interface Volume {
  readonly plays: number;
  readonly recordedCalls: number;
}

/** A line of costs, US dollars per month. */
interface PricedLine extends CostLine {
  readonly usd: number;
}

/** The costs of a month, US dollars. */
export interface MonthlyCosts {
  readonly lines: readonly PricedLine[];
  readonly total: number;
  /** Costs of one play: the total without the costs per month and per recorded call. */
  readonly perPlay: number;
}

/** Prices every line for a volume. */
export const monthlyCosts = (lines: readonly CostLine[], prices: Prices, volume: Volume): MonthlyCosts => {
  const quantity: Readonly<Record<Basis, number>> = {
    play: volume.plays,
    'recorded call': volume.recordedCalls,
    month: 1,
  };
  const priced = lines.map(line => ({ ...line, usd: quantity[line.basis] * usdOfOne(line, prices) }));
  const playLines = lines.filter(({ basis }) => basis === 'play');
  return {
    lines: priced,
    total: priced.reduce((sum, { usd }) => sum + usd, 0),
    perPlay: playLines.reduce((sum, line) => sum + usdOfOne(line, prices), 0),
  };
};

const usdOfOne = ({ units }: CostLine, { usd }: Prices): number =>
  (Object.entries(units) as [PriceName, number][]).reduce((sum, [name, count]) => sum + count * usd[name].usd, 0);
