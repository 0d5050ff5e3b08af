import { type Check, green, notChecked, red, yellow } from '../check.ts';

/** AWS refuses requests with a signature that is this old or this far ahead. */
const REFUSED_SECONDS = 300;
const EARLY_SECONDS = 60;

/** Whether the clock of this computer agrees with the clock of the gateway, which is AWS's. */
export const clock: Check = {
  id: 'clock',
  title: 'Clock of this computer',
  after: ['connection'],
  run: async ({ answerWithoutToken }) => {
    const answer = await answerWithoutToken();
    const date = Date.parse((answer.ok && answer.value.headers.get('date')) || '');
    if (!answer.ok || Number.isNaN(date)) return notChecked('the answer has no Date header');
    const { sentAt, receivedAt } = answer.value;
    // The header has whole seconds, so the time is half a second later on average.
    const aheadMs = (sentAt.getTime() + receivedAt.getTime()) / 2 - (date + 500);
    const aheadSeconds = Math.round(aheadMs / 1_000);
    const off = Math.abs(aheadSeconds);
    const found = `${off} s ${aheadSeconds < 0 ? 'behind' : 'ahead of'} the gateway's Date header`;
    const next = 'Set the clock of this computer, by NTP: AWS refuses signatures of the wrong time';
    if (off >= REFUSED_SECONDS) return red(found, next);
    return off >= EARLY_SECONDS ? yellow(found, next) : green(found);
  },
};
