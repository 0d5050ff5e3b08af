import { type Check, type CheckResult, green, red } from '../check.ts';
import { answerText, errorOf, type HttpAnswer } from '../http-answer.ts';

const NEXT: Readonly<Record<string, string>> = {
  recording_not_found:
    "Compare the recording's key in the bucket with objectKeys in cdk.json (the stack's output RecordingKeys); a new recording takes minutes to arrive",
  recording_archived: 'Restore the object from its archive storage class',
  recording_not_playable:
    'If Twilio encrypted it, its callback is missing: npx flex-catalog backfill. Otherwise the object is no recording',
  recording_key_unknown: 'Add its public key to encryptionKeys in cdk.json: docs/encrypted-recordings.md',
  integrity_failed: 'docs/operations.md#integrity-failed',
};

/** Whether the recording is where the object keys say, and can be played. */
export const recording: Check = {
  id: 'recording',
  title: 'Recording in the bucket',
  needs: ['token', 'recording'],
  after: ['policies'],
  run: async ({ answerWithToken, link }) => {
    const answered = await answerWithToken();
    const found = answered.ok && answered.value.status === 200 ? await link() : answered;
    if (answered.ok && found.ok && answered.value.status === 200) return green('found, and a link was released');
    return answered.ok ? refusal(answered.value) : red(answered.error, 'Run this again');
  },
};

const refusal = (answer: HttpAnswer): CheckResult =>
  answer.status === 200
    ? red('answered 200 without media_url', "Another service answers: compare --url with the stack's output")
    : red(
        answerText(answer),
        NEXT[errorOf(answer).code ?? ''] ?? 'docs/operations.md#a-listener-says-it-does-not-play',
      );
