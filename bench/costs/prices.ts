import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UsageError } from '../../bin/terminal/exit-code.ts';

const PRICES_FILE = fileURLToPath(new URL('./prices.json', import.meta.url));

const price = z.strictObject({
  usd: z.number().nonnegative(),
  /** The unit of the price. */
  unit: z.string(),
  /** The address of the price's source; `memory` if the price was not looked up. */
  source: z.string(),
});

const pricesSchema = z.strictObject({
  region: z.string(),
  date: z.string(),
  source: z.string(),
  usd: z.strictObject({
    lambdaGbSecond: price,
    lambdaRequest: price,
    httpApiRequest: price,
    restApiRequest: price,
    transferOutGb: price,
    dynamoDbWriteUnit: price,
    dynamoDbReadUnit: price,
    dynamoDbGbMonth: price,
    dynamoDbBackupGbMonth: price,
    s3Get: price,
    s3Put: price,
    s3GbMonth: price,
    kmsRsa2048: price,
    kmsSignature: price,
    kmsKeyMonth: price,
    secretMonth: price,
    secretRead: price,
    sqsRequest: price,
    eventBridgeEvent: price,
    logGb: price,
    logGbMonth: price,
    alarmMonth: price,
    metricMonth: price,
  }),
});

/** The price list: its region, its date, and US dollars by name of the price. */
export type Prices = z.output<typeof pricesSchema>;
export type PriceName = keyof Prices['usd'];

/** Reads a price list; default: the project's own. Throws `UsageError` with a message that names the problem of the file. */
export const readPrices = (path: string = PRICES_FILE): Prices => {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'));
  } catch (problem) {
    throw new UsageError(`${path} is no JSON file that can be read: ${(problem as Error).message}`);
  }
  const parsed = pricesSchema.safeParse(raw);
  if (!parsed.success) {
    throw new UsageError(`${path} is not a price list like bench/costs/prices.json:\n${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
};

/** Returns the names of the prices that were not looked up. */
export const pricesFromMemory = ({ usd }: Prices): PriceName[] =>
  (Object.keys(usd) as PriceName[]).filter(name => usd[name].source === 'memory');
