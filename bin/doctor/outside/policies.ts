import { type Check, green, red } from '../check.ts';
import { answerText } from '../http-answer.ts';

/** Whether the policies let this user play this recording. */
export const policies: Check = {
  id: 'policies',
  title: 'Policies',
  needs: ['token', 'recording'],
  after: ['token'],
  run: async ({ answerWithToken, recordingSid }) => {
    const answered = await answerWithToken();
    if (!answered.ok || answered.value.status !== 403) return green('this user may play it');
    return red(
      answerText(answered.value),
      `npx flex-policy explain --recording ${recordingSid} --user … says which rule denies; or use the token of a user who may`,
    );
  },
};
