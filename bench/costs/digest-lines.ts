import { MEMORY_MB } from '../../lib/functions/memory-sizes.ts';
import type { CostLine } from './cost-lines.ts';
import type { Write } from './measure/write-cost.ts';

const DAYS = 30;
const WINDOWS_A_DAY = 96;
const WINDOWS = DAYS * WINDOWS_A_DAY;
/** Seconds of a run without events, and seconds for each archived event; measured by bench/audit-scale.ts, rounded up. */
const SECONDS = { run: 1, event: 0.1e-3 };
/** How often digest runs read an event: the run of its window reads it; the next four runs and two runs at midnight count it. */
const READS_OF_AN_EVENT = 1 + 4 + 2;
/** Read units of a run that finds an empty window in all day shards. */
const READ_UNITS_OF_A_RUN = 16;
/** Gzipped bytes of one event, measured with generated events. */
const ARCHIVED_BYTES_OF_AN_EVENT = 300;
const READ_UNIT_BYTES = 4096;

const gbSeconds = (seconds: number): number => seconds * (MEMORY_MB['audit-digest'] / 1024);

/** Returns what the digests take for these events. */
export const digestedUnits = (events: readonly Write[]): CostLine['units'] => ({
  // Half a unit for each 4 KiB: these reads are eventually consistent and take many events at a time.
  dynamoDbReadUnit: (events.reduce((sum, { bytes }) => sum + bytes, 0) * READS_OF_AN_EVENT) / READ_UNIT_BYTES / 2,
  lambdaGbSecond: gbSeconds(events.length * SECONDS.event),
  s3GbMonth: (events.length * ARCHIVED_BYTES_OF_AN_EVENT) / 1e9,
});

/** Returns the costs of the digests and of the archive. `events`: number of events that one play writes. */
export const digestLines = (events: readonly Write[]): CostLine[] => [
  {
    part: 'digests: events read and archived',
    basis: 'play',
    units: digestedUnits(events),
  },
  {
    part: 'digests: a run every 15 minutes',
    basis: 'month',
    invokes: 'audit-digest',
    units: {
      dynamoDbReadUnit: WINDOWS * READ_UNITS_OF_A_RUN,
      lambdaGbSecond: gbSeconds(WINDOWS * SECONDS.run),
      lambdaRequest: WINDOWS,
      kmsSignature: WINDOWS,
      // Two puts, and four listings at the price of a put; six gets, and those of the midnight sweeps.
      s3Put: WINDOWS * 6,
      s3Get: WINDOWS * 6 + DAYS * 2 * WINDOWS_A_DAY,
    },
  },
];
