import { machine } from '../../report/machine.ts';
import { quantile, shuffled } from '../../report/statistics.ts';
import type { NodeRuntime } from '../../runs/node-runtimes.ts';
import {
  type CallbackFunction,
  type CostMeasurements,
  type CpuTime,
  type Durations,
  type MeasuredName,
  PLAYS,
  type PlayKind,
  type Work,
} from '../measurements.ts';
import { buildCostWorld, type CostWorld } from './cost-world.ts';
import { type Played, playOnce } from './play-once.ts';

/** Number of plays in the same processes after the first play. An environment rarely has more, because plays are rare. */
const WARM_PLAYS = 5;

/** The plays of one round, in the same processes. */
interface Round {
  readonly kind: PlayKind;
  readonly first: Played;
  readonly later: readonly Played[];
}

/**
 * Measures what a play and a recorded call cost. Each round takes new processes of the deployed bundles, the kinds of play in random
 * order. Calls and items are those of a warm play; they are the same in every round.
 */
export const measureCosts = async (options: {
  readonly runtime: NodeRuntime;
  readonly rounds: number;
  readonly onPlay: () => void;
}): Promise<CostMeasurements> => {
  const world = await buildCostWorld(options.runtime.path);
  try {
    const rounds: Round[] = [];
    for (let round = 0; round < options.rounds; round++) {
      for (const kind of shuffled(PLAYS)) rounds.push(await playRound(world, kind, options.onPlay));
    }
    return {
      ...machine(),
      node: options.runtime.version,
      rounds: options.rounds,
      plays: byKind(kind => worksOf(rounds, kind)),
      callbacks: {
        recording: callbackWorks(lastOf(rounds, 'encrypted').recording),
        task: callbackWorks(lastOf(rounds, 'encrypted').task),
      },
      coldCalls: coldCalls(rounds),
      durations: byKind(kind => durationsOf(rounds, kind)),
      fixed: byKind(world.fixed),
      options: {
        createBucket: await world.option('createBucket'),
        verifyOnArrival: await world.option('verifyOnArrival'),
        attachUrlProvider: await world.option('attachUrlProvider'),
      },
    };
  } finally {
    await world.close();
  }
};

export const measuredPlays = (rounds: number): number => rounds * PLAYS.length * (1 + WARM_PLAYS);

const playRound = async (world: CostWorld, kind: PlayKind, onPlay: () => void): Promise<Round> => {
  const functions = world.startFunctions(kind);
  const play = async () => {
    const played = await playOnce(world, kind, functions);
    onPlay();
    return played;
  };
  try {
    const first = await play();
    const later: Played[] = [];
    for (let done = 0; done < WARM_PLAYS; done++) later.push(await play());
    return { kind, first, later };
  } finally {
    await Promise.all(Object.values(functions).map(fn => fn.stop()));
  }
};

const byKind = <T>(of: (kind: PlayKind) => T) =>
  Object.fromEntries(PLAYS.map(kind => [kind, of(kind)])) as Record<PlayKind, T>;

const lastOf = (rounds: readonly Round[], kind: PlayKind): Played => {
  const played = rounds.findLast(round => round.kind === kind)?.later.at(-1);
  if (!played) throw new Error(`${kind} was not played`);
  return played;
};

const worksOf = (rounds: readonly Round[], kind: PlayKind): Partial<Record<MeasuredName, Work>> => {
  const { urlProvider, media } = lastOf(rounds, kind);
  return { 'url-provider': urlProvider.work, ...(media && { media: media.work }) };
};

const callbackWorks = (callback: Played['recording']): Readonly<Record<CallbackFunction, Work>> => ({
  'twilio-events': callback['twilio-events'].work,
  'catalog-writer': callback['catalog-writer'].work,
});

/** Returns the calls of a first play that no later play makes. */
const coldCalls = (rounds: readonly Round[]): CostMeasurements['coldCalls'] => {
  const first = rounds.find(({ kind }) => kind === 'encrypted')?.first;
  const later = lastOf(rounds, 'encrypted');
  const extra = (cold: Work | undefined, warm: Work | undefined) =>
    Object.fromEntries(
      Object.entries(cold?.calls ?? {})
        .map(([name, count]) => [name, count - (warm?.calls[name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  return {
    'url-provider': extra(first?.urlProvider.work, later.urlProvider.work),
    media: extra(first?.media?.work, later.media?.work),
    'twilio-events': extra(first?.recording['twilio-events'].work, later.recording['twilio-events'].work),
    'catalog-writer': extra(first?.recording['catalog-writer'].work, later.recording['catalog-writer'].work),
  };
};

/** Returns the medians of the rounds. A round's value is the mean of its warm invocations. */
const durationsOf = (rounds: readonly Round[], kind: PlayKind): Partial<Record<MeasuredName, Durations>> => {
  const played = rounds.filter(round => round.kind === kind);
  const durations = (cpuOf: (play: Played) => readonly CpuTime[]): Durations => ({
    cold: medianCpu(played.flatMap(({ first }) => cpuOf(first)[0] ?? [])),
    warm: medianCpu(played.map(({ later }) => meanCpu(later.flatMap(cpuOf)))),
  });
  const callbackDurations = (name: CallbackFunction): Durations =>
    durations(({ recording, task }) => [...recording[name].cpu, ...task[name].cpu]);
  const isStreamed = played.some(({ first }) => first.media);
  return {
    'url-provider': durations(({ urlProvider }) => urlProvider.cpu),
    ...(isStreamed && { media: durations(({ media }) => media?.cpu ?? []) }),
    'twilio-events': callbackDurations('twilio-events'),
    'catalog-writer': callbackDurations('catalog-writer'),
  };
};

const rounded = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
const cpuTime = (of: (member: keyof CpuTime) => number): CpuTime => ({
  mainMs: rounded(of('mainMs')),
  allMs: rounded(of('allMs')),
});
const medianCpu = (times: readonly CpuTime[]): CpuTime =>
  cpuTime(member =>
    quantile(
      times.map(time => time[member]),
      0.5,
    ),
  );
const meanCpu = (times: readonly CpuTime[]): CpuTime =>
  cpuTime(member => times.reduce((sum, time) => sum + time[member], 0) / times.length);
