import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DeploymentCounts } from './measure/deployment-counts.ts';
import type { Usage } from './measure/seen-calls.ts';

/** How a recording is played: by a presigned link, streamed, or streamed and decrypted. */
export const PLAYS = ['s3', 'stream', 'encrypted'] as const;
export type PlayKind = (typeof PLAYS)[number];

/** The options that add functions to a deployment, and so lines to its costs. */
export const OPTIONS = ['createBucket', 'verifyOnArrival', 'attachUrlProvider'] as const;
export type OptionName = (typeof OPTIONS)[number];

/** The functions whose work depends on the number of plays and of recorded calls. */
export const MEASURED_FUNCTIONS = ['url-provider', 'media', 'twilio-events', 'catalog-writer'] as const;
export type MeasuredName = (typeof MEASURED_FUNCTIONS)[number];

/** The functions that process a callback: one sends its facts to a queue, the other receives them. */
export const CALLBACK_FUNCTIONS = ['twilio-events', 'catalog-writer'] as const;
export type CallbackFunction = (typeof CALLBACK_FUNCTIONS)[number];

/** CPU time of one invocation: of the main thread, and of all threads. */
export interface CpuTime {
  readonly mainMs: number;
  readonly allMs: number;
}

/** The work of one function for a play or for one callback. */
export interface Work extends Usage {
  readonly invocations: number;
  /** Sum over all invocations. */
  readonly logBytes: number;
}

/** The CPU time of an invocation in a new process, its start included, and in one that has run before. */
export interface Durations {
  readonly cold: CpuTime;
  readonly warm: CpuTime;
}

/** The results of `npm run costs -- --measure`. */
export interface CostMeasurements {
  readonly date: string;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly node: string;
  /** Number of new processes of each function. */
  readonly rounds: number;
  readonly plays: Readonly<Record<PlayKind, Readonly<Partial<Record<MeasuredName, Work>>>>>;
  readonly callbacks: Readonly<Record<'recording' | 'task', Readonly<Record<CallbackFunction, Work>>>>;
  /** Calls that only a new environment makes. */
  readonly coldCalls: Readonly<Record<MeasuredName, Readonly<Record<string, number>>>>;
  readonly durations: Readonly<Record<PlayKind, Readonly<Partial<Record<MeasuredName, Durations>>>>>;
  /** Counts of the deployment that each kind of play needs. */
  readonly fixed: Readonly<Record<PlayKind, DeploymentCounts>>;
  /** What an option adds to these counts. */
  readonly options: Readonly<Record<OptionName, DeploymentCounts>>;
}

export const MEASUREMENTS_FILE = fileURLToPath(new URL('./measured.json', import.meta.url));

export const recordedMeasurements = (): CostMeasurements => JSON.parse(readFileSync(MEASUREMENTS_FILE, 'utf8'));
