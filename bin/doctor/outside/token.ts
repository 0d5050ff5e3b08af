import { type Check, green, red } from '../check.ts';
import { answerText } from '../http-answer.ts';

/** Whether Twilio accepts the token as one of a Flex worker of this account. */
export const token: Check = {
  id: 'token',
  title: 'Token',
  needs: ['token', 'recording'],
  after: ['answer'],
  run: async ({ answerWithToken }) => {
    const answered = await answerWithToken();
    if (!answered.ok || answered.value.status !== 401) return green('Twilio accepts it');
    return red(
      answerText(answered.value),
      'Take a new token of a signed-in Flex user: it expires. If a new one is refused, too: compare accountSid in cdk.json with the account of Flex, and read the reason in the log',
    );
  },
};
