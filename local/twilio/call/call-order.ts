import { randomBytes } from 'node:crypto';
import type { StubState } from '../twilio-api.ts';
import type { SimulatedCall, SimulatedLeg } from './call-callbacks.ts';
import { type CallProgress, type CallStep, playCall } from './play-call.ts';

/** A simulated call, and the results of its callbacks. */
export interface PlayedCall {
  readonly call: SimulatedCall;
  readonly steps: readonly CallStep[];
}

const RECORDED = ['conference', 'customer', 'agent'] as const;
const DURATION_SECONDS = 30;

/**
 * Simulates a call by its description: `{taskEvents, recordingStatus, agentWorkerSid, agentName?, recorded?, channels?,
 * recordingSid?, transferTo?, order?}`; `transferTo` is the worker of a second agent. Returns undefined for an invalid description.
 */
export const playDescribedCall = async (
  state: StubState,
  description: unknown,
  progress: CallProgress = {},
): Promise<PlayedCall | undefined> => {
  const wanted = Object(description) as Record<string, unknown>;
  const { taskEvents, recordingStatus, agentWorkerSid, transferTo, order } = wanted;
  if (typeof taskEvents !== 'string' || typeof recordingStatus !== 'string' || typeof agentWorkerSid !== 'string')
    return undefined;
  if (order !== undefined && !(Array.isArray(order) && order.every(Number.isInteger))) return undefined;
  const call: SimulatedCall = {
    accountSid: state.account.accountSid,
    workspaceSid: state.flex.workspaceSid,
    taskSid: newSid('WT'),
    conferenceSid: newSid('CF'),
    customerCallSid: newSid('CA'),
    ...newLeg(agentWorkerSid, String(wanted['agentName'] ?? 'agent@example.com')),
    ...(typeof wanted['recordingSid'] === 'string' && { recordingSid: wanted['recordingSid'] }),
    ...(typeof transferTo === 'string' && { transferredTo: newLeg(transferTo, 'second.agent@example.com') }),
    queueName: 'Support',
    // The callbacks may not be about the future, and a transferred call takes about twice as long.
    startedAt: new Date(Date.now() - (typeof transferTo === 'string' ? 3 : 1) * DURATION_SECONDS * 1_000),
    durationSeconds: DURATION_SECONDS,
    channels: wanted['channels'] === 2 ? 2 : 1,
    recorded: RECORDED.find(kind => kind === wanted['recorded']) ?? 'conference',
  };
  return { call, steps: await playCall(state, call, { taskEvents, recordingStatus }, order, progress) };
};

const newLeg = (agentWorkerSid: string, agentName: string): SimulatedLeg => ({
  reservationSid: newSid('WR'),
  agentCallSid: newSid('CA'),
  recordingSid: newSid('RE'),
  agentWorkerSid,
  agentName,
});

const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');
