import type { ExpectedAnswer, PlayerRecording } from '../player/player-model.ts';
import type { DemoCall } from './demo-calls.ts';
import type { DemoRecording } from './demo-recordings.ts';
import { DEMO_USERS, type DemoUser } from './users.ts';

const QUEUE = 'Support';
/** The limit of the policy `agents-own-calls`. */
const OWN_CALL_DAYS = 30;
const DAY_MS = 86_400_000;

/** What the expectation depends on, besides the user. */
type ExpectedOf = Pick<
  DemoRecording,
  'agentWorkerSid' | 'restricted' | 'taskEvent' | 'startedAt' | 'source' | 'storageClass' | 'damaged' | 'encryptedFor'
>;

/** A recording of the demo, as the player page lists it. */
export const listedRecording = (recording: DemoRecording, now: Date): PlayerRecording => {
  const { sid, title, encrypted, restricted, agentWorkerSid, taskEvent, startedAt } = recording;
  return {
    ...{ sid, title, encrypted, restricted, agentWorkerSid },
    call: {
      ...(taskEvent === 'arrived' && { agent: nameOf(agentWorkerSid), queue: QUEUE }),
      startedAt: startedAt.toISOString(),
    },
    expected: forEachUser(user => expectedAnswer(user, recording, now)),
  };
};

/** The recording of a call that is played after the start, as the player page lists it. */
export const listedCall = ({ recordingSid, title, agentWorkerSid }: DemoCall, now: Date): PlayerRecording => ({
  ...{ sid: recordingSid, title, encrypted: false, restricted: false, agentWorkerSid },
  call: { agent: nameOf(agentWorkerSid), startedAt: now.toISOString() },
  expected: forEachUser(user =>
    expectedAnswer(
      user,
      { agentWorkerSid, restricted: false, damaged: false, storageClass: 'STANDARD' },
      now,
      'Allowed, once the call has been reported and the recording stored: see "Calls of the start".',
    ),
  ),
});

const nameOf = (workerSid: string): string => {
  const users: readonly DemoUser[] = Object.values(DEMO_USERS);
  return users.find(user => user.workerSid === workerSid)?.name ?? workerSid;
};

const forEachUser = (expected: (user: DemoUser) => ExpectedAnswer): Record<string, ExpectedAnswer> =>
  Object.fromEntries(Object.entries(DEMO_USERS).map(([key, user]) => [key, expected(user)]));

/** What the service answers with the policies that the repository ships. */
const expectedAnswer = (
  user: DemoUser,
  recording: Partial<ExpectedOf> & Pick<ExpectedOf, 'agentWorkerSid' | 'restricted' | 'damaged' | 'storageClass'>,
  now: Date,
  allowed = 'Allowed.',
): ExpectedAnswer => {
  const { agentWorkerSid, restricted, taskEvent = 'arrived', startedAt = now, source, encryptedFor } = recording;
  if (user.tokenSeconds < 0) return { status: 401, text: 'Refused: the token has expired.' };
  if (user.workerSid === undefined) return { status: 401, text: 'Refused: a guest is not a Flex worker.' };
  const denied = (why: string): ExpectedAnswer => ({ status: 403, text: `Denied: ${why}` });
  if (restricted && !user.roles.includes('wfo.full_access'))
    return denied('the recording is restricted, and this user does not have full access.');
  if (!user.roles.includes('supervisor')) {
    if (taskEvent === 'pending') return denied('Twilio has not reported whose call it is.');
    if (agentWorkerSid !== user.workerSid)
      return denied("agents may play only their own calls, and this is a colleague's.");
    if (now.getTime() - startedAt.getTime() > OWN_CALL_DAYS * DAY_MS)
      return denied(`agents may play their own calls for ${OWN_CALL_DAYS} days only.`);
  }
  if (source === 'nothing') return { status: 404, text: 'Allowed, but the recording has not been uploaded.' };
  if (recording.storageClass === 'GLACIER') return { status: 409, text: 'Allowed, but the recording is archived.' };
  if (encryptedFor === 'lost')
    return { status: 409, text: 'Allowed, but nobody has the private key of this encrypted recording.' };
  if (recording.damaged)
    return { status: 200, text: 'Allowed, but the encrypted recording is damaged and does not play.' };
  if (encryptedFor)
    return { status: 200, text: 'Allowed. Twilio encrypted it; the service decrypts it on its way to you.' };
  return { status: 200, text: allowed };
};
