import { randomBytes } from 'node:crypto';
import type { StubState } from '../twilio-api.ts';
import type { SimulatedCall } from './call-callbacks.ts';
import { type CallStep, playCall } from './play-call.ts';

/** A simulated call, and the results of its callbacks. */
export interface PlayedCall {
  readonly call: SimulatedCall;
  readonly steps: readonly CallStep[];
}

const RECORDED = ['conference', 'customer', 'agent'] as const;
const DURATION_SECONDS = 30;

/**
 * Simulates a call by its description: `{taskEvents, recordingStatus, agentWorkerSid, agentName?, recorded?, channels?,
 * recordingSid?, order?}`. Returns undefined for an invalid description.
 */
export const playDescribedCall = async (state: StubState, description: unknown): Promise<PlayedCall | undefined> => {
  const wanted = Object(description) as Record<string, unknown>;
  const { taskEvents, recordingStatus, agentWorkerSid, order } = wanted;
  if (typeof taskEvents !== 'string' || typeof recordingStatus !== 'string' || typeof agentWorkerSid !== 'string')
    return undefined;
  if (order !== undefined && !(Array.isArray(order) && order.every(Number.isInteger))) return undefined;
  const call: SimulatedCall = {
    accountSid: state.account.accountSid,
    workspaceSid: state.flex.workspaceSid,
    taskSid: newSid('WT'),
    reservationSid: newSid('WR'),
    conferenceSid: newSid('CF'),
    recordingSid: typeof wanted['recordingSid'] === 'string' ? wanted['recordingSid'] : newSid('RE'),
    customerCallSid: newSid('CA'),
    agentCallSid: newSid('CA'),
    agentWorkerSid,
    agentName: String(wanted['agentName'] ?? 'agent@example.com'),
    queueName: 'Support',
    startedAt: new Date(Date.now() - DURATION_SECONDS * 1_000),
    durationSeconds: DURATION_SECONDS,
    channels: wanted['channels'] === 2 ? 2 : 1,
    recorded: RECORDED.find(kind => kind === wanted['recorded']) ?? 'conference',
  };
  return { call, steps: await playCall(state, call, { taskEvents, recordingStatus }, order) };
};

const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');
