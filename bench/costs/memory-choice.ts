import { invocationMs, MEMORY_SIZES } from './durations.ts';
import type { CostMeasurements, MeasuredName, PlayKind } from './measurements.ts';
import type { Prices } from './prices.ts';

/** One function at one memory size. */
interface MemoryRow {
  readonly memoryMb: number;
  readonly coldMs: number;
  readonly warmMs: number;
  readonly billedMs: number;
  /** US dollars for a million invocations. */
  readonly perMillion: number;
}

/** A function's sizes, and the cheapest one that is fast enough. */
export interface MemoryChoice {
  readonly kind: PlayKind;
  readonly name: MeasuredName;
  readonly rows: readonly MemoryRow[];
  readonly chosenMb: number;
  readonly rule: string;
}

/** A person waits for the link. The most that a cold and a warm answer may take, compared with the largest memory size. */
const LINK_RATIO = { cold: 1.1, warm: 1.05 };
/**
 * Lambda charges for a media invocation until the listener has received the last byte, so memory that speeds up only its
 * start is expensive. Nobody waits for a callback, but its facts must be in the catalog before the call is played.
 */
const ANSWER_COLD_MS = 500;
/** The least memory of each function, MB: more than twice its measured use. */
const LEAST_MB: Readonly<Record<MeasuredName, number>> = {
  'url-provider': 256,
  media: 512,
  'twilio-events': 256,
  'catalog-writer': 256,
};

const RULES: Readonly<Record<MeasuredName, string>> = {
  'url-provider': `a cold answer takes at most ${LINK_RATIO.cold} × as long as at 3,008 MB, and a warm one ${LINK_RATIO.warm} ×`,
  media: `the first byte of a cold answer comes after at most ${ANSWER_COLD_MS} ms`,
  'twilio-events': `a cold answer takes at most ${ANSWER_COLD_MS} ms`,
  'catalog-writer': `a message is processed after at most ${ANSWER_COLD_MS} ms in a new environment`,
};

const isFastEnough = (name: MeasuredName, row: MemoryRow, largest: MemoryRow): boolean =>
  name === 'url-provider'
    ? row.coldMs <= LINK_RATIO.cold * largest.coldMs && row.warmMs <= LINK_RATIO.warm * largest.warmMs
    : row.coldMs <= ANSWER_COLD_MS;

/** The functions, each with the kind of play that gives it the most work. */
export const MEMORY_CASES = [
  { kind: 'encrypted', name: 'url-provider' },
  { kind: 'encrypted', name: 'media' },
  { kind: 'encrypted', name: 'twilio-events' },
  { kind: 'encrypted', name: 'catalog-writer' },
] as const;

/** Compares the memory sizes of a function, and finds the cheapest that keeps the latency. */
export const memoryChoice = (
  measured: CostMeasurements,
  prices: Prices,
  { kind, name }: { readonly kind: PlayKind; readonly name: MeasuredName },
): MemoryChoice => {
  const rows = MEMORY_SIZES.map((memoryMb): MemoryRow => {
    const { coldAnswer, warmAnswer, billed } = invocationMs(measured, { kind, name, memoryMb });
    const gbSeconds = (billed / 1000) * (memoryMb / 1024);
    const dollars = gbSeconds * prices.usd.lambdaGbSecond.usd + prices.usd.lambdaRequest.usd;
    return { memoryMb, coldMs: coldAnswer, warmMs: warmAnswer, billedMs: billed, perMillion: dollars * 1e6 };
  });
  const largest = rows.at(-1) as MemoryRow;
  const candidates = rows.filter(row => row.memoryMb >= LEAST_MB[name] && isFastEnough(name, row, largest));
  const cheapest = [...candidates].sort((a, b) => a.perMillion - b.perMillion)[0] ?? largest;
  return { kind, name, rows, chosenMb: cheapest.memoryMb, rule: RULES[name] };
};
