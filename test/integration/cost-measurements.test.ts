import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCostWorld, type CostWorld } from '../../bench/costs/measure/cost-world.ts';
import { type Played, playOnce } from '../../bench/costs/measure/play-once.ts';
import {
  CALLBACK_FUNCTIONS,
  OPTIONS,
  PLAYS,
  type PlayKind,
  recordedMeasurements,
  type Work,
} from '../../bench/costs/measurements.ts';

const recorded = recordedMeasurements();
let world: CostWorld;
beforeAll(async () => {
  world = await buildCostWorld(process.execPath);
});
afterAll(() => world?.close());

/** A play in processes that have played before. */
const warmPlay = async (kind: PlayKind): Promise<Played> => {
  const functions = world.startFunctions(kind);
  try {
    await playOnce(world, kind, functions);
    return await playOnce(world, kind, functions);
  } finally {
    await Promise.all(Object.values(functions).map(fn => fn.stop()));
  }
};

/** What is charged, without the bytes, which differ with names and times. Some writes happen at the same time, in any order. */
const charged = (work: Work | undefined) =>
  work && {
    invocations: work.invocations,
    calls: work.calls,
    writes: work.writes.map(({ place, units }) => `${place}: ${units}`).sort(),
    readUnits: work.readUnits,
  };

/** When one of these fails, a play costs something else now: run `npm run costs -- --measure`, then write docs/costs.md anew. */
describe.each(PLAYS)('a play of the kind %s on the local stack', kind => {
  test('takes the requests and units that docs/costs.md counts', async () => {
    const { urlProvider, media, recording, task } = await warmPlay(kind);
    expect(charged(urlProvider.work)).toEqual(charged(recorded.plays[kind]['url-provider']));
    expect(charged(media?.work)).toEqual(charged(recorded.plays[kind].media));
    if (kind !== 'encrypted') return;
    for (const name of CALLBACK_FUNCTIONS) {
      expect(charged(recording[name].work)).toEqual(charged(recorded.callbacks.recording[name]));
      expect(charged(task[name].work)).toEqual(charged(recorded.callbacks.task[name]));
    }
  });

  test('needs a deployment with as many functions, alarms and keys as docs/costs.md counts', () => {
    expect(world.fixed(kind)).toEqual(recorded.fixed[kind]);
  });
});

test.each(OPTIONS)('the option %s adds as many functions, alarms and keys as docs/costs.md counts', async option => {
  expect(await world.option(option)).toEqual(recorded.options[option]);
});
