import { byId, make } from '../../../pages/browser/dom.ts';
import type { ChainState, VerifiedState, VerifyStep } from '../desk-model.ts';
import { askForJson, askForLines } from './desk-api.ts';
import { problemText } from './problem.ts';

const PHASES: ReadonlyMap<string, string> = new Map([
  ['digests', 'digests'],
  ['events', 'archive against table, events'],
  ['items', 'whole table, items'],
]);

/** Shows the newest digest and the last verification, and lets the button verify the trail. */
export const prepareChain = async (): Promise<void> => {
  byId('verify').addEventListener('click', verify);
  try {
    const { newest, verified } = await askForJson<ChainState>('chain', new URLSearchParams());
    byId('chain-newest').textContent = newest
      ? `Newest digest: up to ${minute(newest.to)}, ${newest.events} events in its quarter of an hour. SHA-256 ${newest.sha256}`
      : 'There is no digest yet. The first one is written about 20 minutes after the deployment.';
    if (verified) showVerified(verified);
  } catch (error) {
    byId('chain-newest').textContent = problemText(error);
  }
};

const verify = async (): Promise<void> => {
  const button = byId('verify', HTMLButtonElement);
  const [status, findings] = [byId('chain-status'), byId('chain-findings')];
  button.disabled = true;
  status.className = '';
  findings.replaceChildren();
  status.textContent = 'Verifying …';
  const since = byId('verify-since', HTMLInputElement).value.trim();
  try {
    await askForLines<VerifyStep>('verify', new URLSearchParams(since ? { since } : {}), step => {
      if ('progress' in step) showProgress(step.progress);
      else if ('finding' in step) {
        const { kind, subject, detail } = step.finding;
        findings.append(make('li', { children: [make('strong', { text: kind }), ` ${subject}: ${detail}`] }));
      } else showVerified(step.result);
    });
  } catch (error) {
    status.className = 'trouble';
    status.textContent = problemText(error);
  } finally {
    byId('chain-progress').hidden = true;
    button.disabled = false;
  }
};

const showProgress = ({ phase, done, total }: { phase: string; done: number; total: number }): void => {
  const bar = byId('chain-progress', HTMLProgressElement);
  bar.hidden = false;
  if (total > 0) {
    bar.max = total;
    bar.value = Math.min(done, total);
  } else bar.removeAttribute('value');
  byId('chain-status').textContent =
    `Verifying: ${PHASES.get(phase) ?? phase}, ${done}${total > 0 ? ` of ${total}` : ''}`;
};

const showVerified = ({ at, from, to, digests, events, late, findings }: VerifiedState): void => {
  const status = byId('chain-status');
  status.className = findings === 0 && to ? 'verified' : 'trouble';
  if (!from || !to) {
    status.textContent = `Verified at ${minute(at)}: the archive has no digest in this period, so nothing is proved.`;
    return;
  }
  const counted = `${digests} digests, ${events} events${late > 0 ? `, ${late} of them late` : ''}`;
  status.textContent =
    findings === 0
      ? `Verified up to ${minute(to)}, from ${minute(from)} (${counted}): no findings. Later events are not covered yet.`
      : `Not verified: ${findings} findings from ${minute(from)} to ${minute(to)} (${counted}).`;
};

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;
