import { CALL, LISTENER_BYTES_PER_SECOND, S3_BYTES_PER_SECOND, SERVICE_WAIT_MS, TRAFFIC } from './assumptions.ts';
import {
  CALLBACK_FUNCTIONS,
  type CallbackFunction,
  type CostMeasurements,
  type CpuTime,
  type MeasuredName,
  type PlayKind,
  type Work,
} from './measurements.ts';

/** The memory sizes that are compared, MB. */
export const MEMORY_SIZES = [128, 256, 512, 768, 1024, 1280, 1536, 1769, 2048, 2560, 3008] as const;
/** Lambda gives CPU in proportion to memory: one core at this size ("Configure Lambda function memory"). */
const ONE_CORE_MB = 1769;

/** Duration of an invocation at one memory size, milliseconds. */
export interface InvocationMs {
  /** Time to the first byte of the answer in a new environment. */
  readonly coldAnswer: number;
  /** Time to the first byte in an environment that has run before. */
  readonly warmAnswer: number;
  /** The average billed duration, including the transfer of a streamed answer and the share of new environments. */
  readonly billed: number;
}

/** All threads share the CPU that the memory size allows, and one thread cannot use more than one core. */
const busyMs = ({ mainMs, allMs }: CpuTime, memoryMb: number): number =>
  Math.max(mainMs, (allMs * ONE_CORE_MB) / memoryMb);

/**
 * Returns the milliseconds of waiting for services. The url-provider calls Twilio, S3 and the catalog at the same time; the
 * other functions call one service after another.
 */
const waitMs = (name: MeasuredName, { calls, invocations }: Work): number => {
  const each = Object.entries(calls).map(([call, count]) => {
    const service = call.split(' ')[0] as keyof typeof SERVICE_WAIT_MS;
    return { milliseconds: SERVICE_WAIT_MS[service], count: count / invocations };
  });
  if (name === 'url-provider') {
    return Math.max(...each.map(({ milliseconds }) => milliseconds)) + SERVICE_WAIT_MS.dynamodb;
  }
  return each.reduce((sum, { milliseconds, count }) => sum + milliseconds * count, 0);
};

const isCallbackFunction = (name: MeasuredName): name is CallbackFunction =>
  CALLBACK_FUNCTIONS.some(one => one === name);

/** Returns how long an invocation of a function takes at a memory size, for this kind of play. */
export const invocationMs = (
  measured: CostMeasurements,
  options: { readonly kind: PlayKind; readonly name: MeasuredName; readonly memoryMb: number },
): InvocationMs => {
  const { kind, name, memoryMb } = options;
  const work = isCallbackFunction(name) ? measured.callbacks.recording[name] : measured.plays[kind][name];
  const durations = measured.durations[kind][name];
  if (!work || !durations) throw new Error(`${name} takes no part in plays of the kind ${kind}`);
  // The function reads an encrypted recording completely before it sends the first byte.
  const verifyMs = name === 'media' && kind === 'encrypted' ? (CALL.recordingBytes / S3_BYTES_PER_SECOND) * 1000 : 0;
  const transferMs = name === 'media' ? (CALL.recordingBytes / work.invocations / LISTENER_BYTES_PER_SECOND) * 1000 : 0;
  const waits = waitMs(name, work);
  const coldAnswer = busyMs(durations.cold, memoryMb) + waits + verifyMs;
  const warmAnswer = busyMs(durations.warm, memoryMb) + waits + verifyMs / work.invocations;
  const { coldShare } = TRAFFIC;
  return {
    coldAnswer,
    warmAnswer,
    billed: Math.ceil(coldShare * coldAnswer + (1 - coldShare) * warmAnswer + transferMs),
  };
};
