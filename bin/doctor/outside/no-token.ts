import { type Check, type CheckResult, green, red } from '../check.ts';
import { answerText, errorOf, type HttpAnswer } from '../http-answer.ts';

/** Whether a request without a token is refused, by this service. */
export const noToken: Check = {
  id: 'no-token',
  title: 'Refusal without a token',
  after: ['connection'],
  run: async ({ answerWithoutToken }) => {
    const answer = await answerWithoutToken();
    return answer.ok ? judge(answer.value) : red(answer.error, 'Run this again: the first request was answered');
  },
};

const judge = (answer: HttpAnswer): CheckResult => {
  const { status } = answer;
  if (status === 401 && errorOf(answer).code === 'unauthenticated') return green('answered 401');
  if (status < 300) {
    return red(
      `answered ${status} to a request without a token`,
      "This is not this service, or recordings are open to everybody: compare --url with the stack's output UrlProviderUrl",
    );
  }
  const found = answerText(answer);
  if (status === 404 || status === 400 || status === 401)
    return red(found, "Another service or path answers: compare --url with the stack's output UrlProviderUrl");
  if (status === 503)
    return red(found, 'The function is throttled or takes too long: docs/operations.md#function-throttles');
  if (status >= 500) return red(found, 'The function fails: docs/operations.md#internal-errors, #function-errors');
  return red(found, 'Something in front of the function refuses: throttle, a firewall, the state of the stage');
};
