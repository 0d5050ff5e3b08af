import { dynamoDbAuditTrail } from '../../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import type { LocalStack } from '../../local/stack.ts';
import { administratorDynamoDb, askFor } from '../../test/support/playback-client.ts';
import { pairedRatio, quantile, type Spread, shuffled } from '../report/statistics.ts';
import { type Filled, someRecording, someUser } from './fill-tables.ts';

/** A running stack with filled tables. */
export interface FilledStack {
  readonly stack: LocalStack;
  readonly filled: Filled;
}

const OPERATIONS = ['play', 'by-recording', 'by-user'] as const;
type Operation = (typeof OPERATIONS)[number];

/** Compares the duration of an operation on small and large tables. */
export interface Growth {
  readonly operation: Operation;
  /** Milliseconds of one operation: the median of the rounds. */
  readonly smallMs: number;
  readonly largeMs: number;
  /** Ratio of the two times of each round. */
  readonly ratio: Spread;
}

const REPETITIONS = 20;
const ALL_TIME = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };

/** Returns a function that runs each operation once on a stack. */
const operationsOn = ({ stack: { description }, filled }: FilledStack) => {
  const client = administratorDynamoDb(description);
  const trail = dynamoDbAuditTrail({ client, table: description.tables.audit });
  const recording = description.recordings.find(({ encrypted, restricted }) => !encrypted && !restricted)?.sid ?? '';
  const read = async (items: AsyncIterable<unknown>): Promise<void> => {
    let count = 0;
    for await (const _ of items) count += 1;
    if (count === 0) throw new Error('a query of a filled table found nothing');
  };
  const run: Readonly<Record<Operation, () => Promise<void>>> = {
    play: async () => {
      const { status } = await askFor(description, recording, description.tokens.supervisor);
      if (status !== 200) throw new Error(`a play was answered ${status}`);
    },
    'by-recording': () => read(trail.readByRecording(someRecording(filled), ALL_TIME, [])),
    'by-user': () => read(trail.readByWorker(someUser(filled), ALL_TIME, [])),
  };
  return { run, close: () => client.destroy() };
};

/** Each round runs every operation on both stacks in turns, in random order, so that other load affects both. */
export const growthRounds = async (
  stacks: { readonly small: FilledStack; readonly large: FilledStack },
  options: { readonly rounds: number; readonly onRound: () => void },
): Promise<Growth[]> => {
  const small = operationsOn(stacks.small);
  const large = operationsOn(stacks.large);
  const measured = OPERATIONS.map(operation => ({ operation, small: [] as number[], large: [] as number[] }));
  // The first round only warms up.
  for (let round = 0; round <= options.rounds; round++) {
    for (const { operation, ...times } of shuffled(measured)) {
      const pair = await inTurns(small.run[operation], large.run[operation]);
      if (round === 0) continue;
      times.small.push(pair.small);
      times.large.push(pair.large);
    }
    options.onRound();
  }
  small.close();
  large.close();
  return measured.map(({ operation, ...times }) => ({
    operation,
    smallMs: quantile(times.small, 0.5),
    largeMs: quantile(times.large, 0.5),
    ratio: pairedRatio(times.large, times.small),
  }));
};

/** Runs both again and again, and returns the lower quartile of each, because other load only makes runs longer. */
const inTurns = async (small: () => Promise<void>, large: () => Promise<void>) => {
  const sides = [
    { run: small, times: [] as number[] },
    { run: large, times: [] as number[] },
  ] as const;
  for (let done = 0; done < REPETITIONS; done++) {
    for (const { run, times } of shuffled(sides)) {
      const startedAt = performance.now();
      await run();
      times.push(performance.now() - startedAt);
    }
  }
  return { small: quantile(sides[0].times, 0.25), large: quantile(sides[1].times, 0.25) };
};
