import { type Check, green, red } from '../check.ts';
import { answerText } from '../http-answer.ts';

/** The statuses with which the service says yes or no. The next checks tell them apart. */
const DECIDED = [200, 400, 401, 403, 404, 409];

/** Whether the service can answer a player with a token: whether everything that it asks itself works. */
export const answer: Check = {
  id: 'answer',
  title: 'Answer to a player',
  needs: ['token', 'recording'],
  after: ['no-token', 'header-room', 'bucket'],
  run: async ({ answerWithToken }) => {
    const answered = await answerWithToken();
    if (!answered.ok) return red(answered.error, 'Run this again; then docs/operations.md#unavailable');
    const found = answerText(answered.value);
    const { status } = answered.value;
    if (DECIDED.includes(status)) return green(`answered ${status}`);
    if (status === 503)
      return red(found, 'Twilio, S3, DynamoDB or KMS fails, or the audit write: docs/operations.md#unavailable');
    if (status === 500)
      return red(found, 'The log line with this request id has the reason: docs/operations.md#internal-errors');
    if (status === 429) return red(found, 'More requests arrive than throttle allows: raise it in cdk.json');
    return red(found, 'Something between here and the function refuses: a proxy, a firewall');
  },
};
