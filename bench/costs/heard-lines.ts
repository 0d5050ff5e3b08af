import { MEMORY_MB } from '../../lib/functions/memory-sizes.ts';
import { SERVICE_WAIT_MS } from './assumptions.ts';
import { type CostLine, isAuditEvent, logs, storage, unitsOf } from './cost-lines.ts';
import { digestedUnits } from './digest-lines.ts';
import type { Work } from './measurements.ts';
import { verifiedUnits } from './verifier-lines.ts';

const RUNS = 30 * 24 * 60;
/** A query of an empty shard takes half a unit. */
const READ_UNITS_OF_A_RUN = 4 / 2;
/** Seconds of a run that finds nothing: four queries, one after the other, and what the runtime takes. */
const SECONDS_OF_A_RUN = (4 * SERVICE_WAIT_MS.dynamodb) / 1000 + 0.02;
/** Closing an item, finishing it, and taking it out of the index. */
const WRITE_UNITS_OF_A_LINK = 3;
/** Closing an item, appending the event, finishing the item. */
const CALLS_OF_A_LINK = 3;

const gbSeconds = (seconds: number): number => seconds * (MEMORY_MB['heard-writer'] / 1024);

/** Returns the costs of what was heard with a streamed link. Its event is about as large as the one about the link. */
export const heardLines = (link: Work, media: Work): CostLine[] => {
  const events = link.writes.filter(({ place }) => place === 'AccessAudit');
  const play = (part: string, units: CostLine['units']): CostLine => ({ part, basis: 'play', units });
  return [
    play('what was heard: noted', { dynamoDbWriteUnit: unitsOf(media, 'LinkCoverage') }),
    play('what was heard: put on record', {
      dynamoDbWriteUnit: WRITE_UNITS_OF_A_LINK + unitsOf(link, 'AccessAudit'),
      lambdaGbSecond: gbSeconds((CALLS_OF_A_LINK * SERVICE_WAIT_MS.dynamodb) / 1000),
    }),
    play('what was heard: audit events, stored for a month', storage(link.growth.filter(isAuditEvent))),
    play('what was heard: audit events, digested', digestedUnits(events)),
    play('what was heard: audit events, verified', verifiedUnits(events)),
    {
      part: 'what was heard: a run every minute',
      basis: 'month',
      invokes: 'heard-writer',
      units: {
        dynamoDbReadUnit: RUNS * READ_UNITS_OF_A_RUN,
        lambdaGbSecond: gbSeconds(RUNS * SECONDS_OF_A_RUN),
        lambdaRequest: RUNS,
        ...logs({ bytes: 0, invocations: RUNS, accessLogLines: 0 }),
      },
    },
  ];
};
