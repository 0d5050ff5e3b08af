import type { AccessQuestion } from '../../lambda/domain/playback/access-question.ts';
import type { PolicyRequest } from '../../lambda/domain/policy/entity-access.ts';
import { playbackFacts } from '../../lambda/domain/policy/playback-facts.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';

const WORKER = `WK${'1'.repeat(32)}`;
const RECORDING = `RE${'1'.repeat(32)}` as RecordingSid;

const QUESTION: AccessQuestion = {
  caller: {
    workerSid: WORKER,
    identity: 'user_40example_2Dcom',
    realmUserId: 'user@example.com',
    roles: ['supervisor'],
    tokenExpiresAtMs: 0,
    tokenFingerprint: '0000000000000000',
  },
  recordingSid: RECORDING,
  client: { sourceIp: 'unknown', userAgent: '' },
  now: new Date('2026-01-02T00:00:00Z'),
};

/** The facts of a request with every optional fact unknown. */
export const fewestFacts: PolicyRequest = playbackFacts(QUESTION, {});

/** The facts of a request with every optional fact known. */
export const allFacts: PolicyRequest = playbackFacts(
  {
    ...QUESTION,
    client: { sourceIp: '203.0.113.7', userAgent: '' },
    recording: {
      recordingSid: RECORDING,
      startedAt: new Date('2026-01-01T00:00:00Z'),
      durationSeconds: 60,
      status: 'completed',
      agentWorkerSid: WORKER,
      queue: 'support',
      team: 'billing',
      tags: ['complaint'],
      restricted: false,
      held: false,
    },
  },
  { [WORKER]: 'billing' },
);
