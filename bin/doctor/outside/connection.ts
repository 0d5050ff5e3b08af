import { type Check, green, red } from '../check.ts';

/** Whether anything answers at the address. */
export const connection: Check = {
  id: 'connection',
  title: 'HTTP connection',
  after: ['tls'],
  run: async ({ url, answerWithoutToken }) => {
    const answer = await answerWithoutToken();
    if (answer.ok) {
      const tookMs = answer.value.receivedAt.getTime() - answer.value.sentAt.getTime();
      return green(`${url.host} answered after ${tookMs} ms`);
    }
    return red(
      `${url.host}: ${answer.error}`,
      answer.error === 'ECONNREFUSED'
        ? "Nothing accepts connections there. Compare --url with the stack's output UrlProviderUrl; for a local stack: does npm start run?"
        : 'Check the network, proxies and firewalls between here and there',
    );
  },
};
