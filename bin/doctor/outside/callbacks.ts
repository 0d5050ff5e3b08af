import { type Check, type CheckResult, green, notChecked, red } from '../check.ts';
import { answerText, exchange, type HttpAnswer } from '../http-answer.ts';

/** One function serves all paths of callbacks. A callback to each of them would raise the alarm CallbacksRefused. */
const PATH = '/twilio/recording-status';

/** Whether callbacks that Twilio did not sign are refused. Nothing is stored. */
export const callbacks: Check = {
  id: 'callbacks',
  title: 'Refusal of unsigned callbacks',
  after: ['no-token'],
  run: async ({ url }) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await exchange(new URL(PATH, url), { method: 'POST', headers, body: 'doctor=1' });
    return answer.ok ? judge(answer.value) : red(answer.error, 'docs/operations.md#callbacks-not-stored');
  },
};

const judge = (answer: HttpAnswer): CheckResult => {
  const { status } = answer;
  if (status === 403) return green('answered 403');
  if (status === 404)
    return notChecked('the deployment accepts no callbacks', 'With twilioSecretName in cdk.json, it does');
  return red(
    `${PATH}: ${answerText(answer)}`,
    status < 300
      ? 'Another service answers there, or signatures are not verified: remove its addresses at Twilio'
      : 'The function cannot read the secret of twilioSecretName, or fails: docs/operations.md#callbacks-not-stored',
  );
};
