import { v7 as uuidV7 } from 'uuid';
import { DAY_SHARD_COUNT, dayShard } from '../lambda/domain/audit/events/audit-event.ts';
import { writeUnits } from './costs/measure/item-size.ts';
import { recordedMeasurements } from './costs/measurements.ts';
import { readPrices } from './costs/prices.ts';

/**
 * Prints how evenly events are distributed over a day's shards, the peak load of a shard, and what `by-day` reads:
 * `npx tsx bench/audit-shards.ts`. The numbers in docs/audit-trail.md come from here.
 */
const SAMPLE = 800_000;
const PLAYS_A_MONTH = [10_000, 1_000_000, 100_000_000];
/** A streamed play causes three events: the link, its opening, and what was heard. */
const EVENTS_PER_PLAY = 3;
/** Limit of an index partition. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const PARTITION_WRITE_UNITS = 1_000;
/** Assumes that all calls happen in a fifth of the week's hours, and that the peak second has twice the hour's average. */
const PEAK_FACTOR = 10;
const DAYS = 30;
const SECONDS_A_MONTH = DAYS * 86_400;
const SIMULATED_SECONDS = 3_600;
const PAGE_ITEMS = 250;

/** The largest event of a streamed play, as `npm run costs -- --measure` has measured it. */
const eventBytes = Math.max(
  ...Object.values(recordedMeasurements().plays.stream)
    .flatMap(({ writes }) => writes)
    .filter(({ place }) => place === 'AccessAudit')
    .map(({ bytes }) => bytes),
);

/** Returns the read units of one `by-day` query for an average day of this load. */
const byDay = (events: number) => {
  const eventsOfDay = Math.ceil(events / DAYS);
  // Eventually consistent: half a unit for each 4 KiB, and at least that for each shard.
  const units = Math.max(Math.ceil((eventsOfDay * eventBytes) / 4096) / 2, DAY_SHARD_COUNT / 2);
  return {
    eventsOfDay,
    requests: DAY_SHARD_COUNT * Math.max(1, Math.ceil(eventsOfDay / DAY_SHARD_COUNT / PAGE_ITEMS)),
    units,
    dollars: units * readPrices().usd.dynamoDbReadUnit.usd,
  };
};

const shardBalance = () => {
  const counts = new Array<number>(DAY_SHARD_COUNT).fill(0);
  for (let index = 0; index < SAMPLE; index++) {
    const shard = Number(dayShard('2026-11-24T00:00:00.000Z', uuidV7()).split('#')[1]);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  const mean = SAMPLE / DAY_SHARD_COUNT;
  const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  return { counts, mean, chiSquare };
};

/** Simulates an hour with Poisson arrivals. Returns the most events of one shard in one second. */
const simulatePeakSecond = (eventsPerSecond: number): number => {
  let busiest = 0;
  for (let second = 0; second < SIMULATED_SECONDS; second++) {
    for (let shard = 0; shard < DAY_SHARD_COUNT; shard++) {
      busiest = Math.max(busiest, randomArrivals(eventsPerSecond / DAY_SHARD_COUNT));
    }
  }
  return busiest;
};

/** Returns a random number of arrivals in one second, from exponentially distributed gaps. */
const randomArrivals = (mean: number): number => {
  const gap = () => -Math.log(1 - Math.random()) / mean;
  let count = 0;
  let time = gap();
  while (time < 1) {
    count += 1;
    time += gap();
  }
  return count;
};

const table = (rows: readonly (readonly (string | number)[])[]): string =>
  rows
    .map((row, index) => `| ${row.join(' | ')} |${index === 0 ? `\n|${row.map(() => '---').join('|')}|` : ''}`)
    .join('\n');
const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
const dollars = (value: number) => `$${value < 0.01 && value > 0 ? '< 0.01' : value.toFixed(2)}`;

const { counts, mean, chiSquare } = shardBalance();
console.log(
  `An event has about ${eventBytes} bytes, which are ${writeUnits(eventBytes)} write units in the table and in each index.\n`,
);
console.log(`Balance of ${number(SAMPLE)} events over ${DAY_SHARD_COUNT} shards: ${counts.join(', ')}`);
console.log(
  `fullest ${((Math.max(...counts) / mean - 1) * 100).toFixed(2)} % above the mean; chi square ${chiSquare.toFixed(1)} (7 degrees of freedom; 95 % are below 14.1)\n`,
);

const loads = PLAYS_A_MONTH.map(plays => ({ plays, events: plays * EVENTS_PER_PLAY }));
const titles = loads.map(({ plays }) => `${number(plays)} plays a month`);
console.log(
  table([
    ['', ...titles],
    ['events a second, average', ...loads.map(({ events }) => number(events / SECONDS_A_MONTH, 2))],
    ['events a second, peak', ...loads.map(({ events }) => number((events / SECONDS_A_MONTH) * PEAK_FACTOR, 1))],
    [
      `busiest second of one shard, write units (limit ${number(PARTITION_WRITE_UNITS)})`,
      ...loads.map(({ events }) =>
        number(simulatePeakSecond((events / SECONDS_A_MONTH) * PEAK_FACTOR) * writeUnits(eventBytes)),
      ),
    ],
    ['by-day: events of a day', ...loads.map(load => number(byDay(load.events).eventsOfDay))],
    ['by-day: requests', ...loads.map(load => number(byDay(load.events).requests))],
    ['by-day: read units', ...loads.map(load => number(byDay(load.events).units))],
    ['by-day: cost', ...loads.map(load => dollars(byDay(load.events).dollars))],
  ]),
);
