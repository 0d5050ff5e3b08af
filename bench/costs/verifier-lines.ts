import { CYCLE_DAYS } from '../../lambda/domain/audit/daily/parts-of-day.ts';
import { MEMORY_MB } from '../../lib/functions/memory-sizes.ts';
import { SERVICE_WAIT_MS } from './assumptions.ts';
import type { CostLine } from './cost-lines.ts';
import type { Write } from './measure/write-cost.ts';

const DAYS = 30;
const WINDOWS_A_DAY = 96;
/** In its first month: by the runs of its own day and of three days after it, and by one run of the cycle. */
const VERIFICATIONS = 1 + 3 + DAYS / CYCLE_DAYS;
/** Seconds for each event: a run verifies about ten thousand a second (docs/audit-trail.md). Seconds of a run beside events and S3. */
const SECONDS = { event: 0.1e-3, run: 1 };
/** A digest and the file of its events. */
const OBJECTS_OF_A_WINDOW = 2;
/** Listings of a day, one for each kind of object, at the price of a put; and those that find the oldest and newest digest. */
const LISTINGS = { day: 2, run: 8 };
/** A query of an empty shard takes half a unit. */
const READ_UNITS_OF_A_DAY = 8 / 2;
/** The event of a run is written to the table and to the index by day. It has about 1 KB. */
const WRITE_UNITS_OF_A_RUN = 2;
const READ_UNIT_BYTES = 4096;

const gbSeconds = (seconds: number): number => seconds * (MEMORY_MB['audit-verifier'] / 1024);

/** Returns what the daily verification takes for these events in their first month. */
export const verifiedUnits = (events: readonly Write[]): CostLine['units'] => ({
  dynamoDbReadUnit: (events.reduce((sum, { bytes }) => sum + bytes, 0) * VERIFICATIONS) / READ_UNIT_BYTES / 2,
  lambdaGbSecond: gbSeconds(events.length * VERIFICATIONS * SECONDS.event),
});

/** Returns the costs of the daily verification of the trail. `events`: those that one play writes. */
export const verifierLines = (events: readonly Write[]): CostLine[] => {
  const days = DAYS * VERIFICATIONS;
  const gets = days * WINDOWS_A_DAY * OBJECTS_OF_A_WINDOW;
  return [
    { part: 'verification of the trail: events', basis: 'play', units: verifiedUnits(events) },
    {
      part: 'verification of the trail: a run every day',
      basis: 'month',
      invokes: 'audit-verifier',
      units: {
        dynamoDbReadUnit: days * READ_UNITS_OF_A_DAY,
        dynamoDbWriteUnit: DAYS * WRITE_UNITS_OF_A_RUN,
        // It waits for one object after another.
        lambdaGbSecond: gbSeconds(DAYS * SECONDS.run + (gets * SERVICE_WAIT_MS.s3) / 1000),
        lambdaRequest: DAYS,
        kmsSignature: DAYS,
        s3Get: gets,
        s3Put: days * LISTINGS.day + DAYS * LISTINGS.run,
      },
    },
  ];
};
