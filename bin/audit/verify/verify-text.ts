import { windowAfter } from '../../../lambda/domain/audit/chain/event-window.ts';
import { keyText } from '../../../lambda/domain/audit/chain/stored-item.ts';
import type { Finding } from '../../../lambda/domain/audit/verify/finding.ts';
import type { VerifyPhase } from '../../../lambda/domain/audit/verify/verify-report.ts';
import type { Verification } from '../../../lambda/domain/audit/verify/verify-trail.ts';
import { colours } from '../../terminal/colours.ts';
import { printable } from '../../terminal/printable.ts';
import { type Progress, startProgress } from '../../terminal/progress.ts';

/** Formats a finding as two lines: its kind and subject, and the details. */
export const findingText = ({ kind, subject, detail }: Finding): string =>
  `${colours.red(kind.toUpperCase())} ${printable(subject)}\n  ${printable(detail)}\n`;

/** Formats the verified range and the result. */
export const verdictText = (
  verification: Verification,
  { isCopy, searchHidden }: { readonly isCopy: boolean; readonly searchHidden: boolean },
): string => {
  const { range, head, digests, events, late, lateKeys, expired, notDigestedYet, findings } = verification;
  if (!range) return 'Nothing was verified: the archive has no digest for this period.\n';
  const { first, last, oldest, until } = range;
  const lines = [
    ...lateKeys.map(key => `${colours.yellow('late')} item ${printable(keyText(key))}`),
    `Verified from ${first.from} to ${last.to}: ${count(digests, 'digest')}, ${count(events, 'event')}.`,
    ...(head ? [`Newest digest (store it elsewhere, for --expect-head): ${head.window.from} ${head.sha256}`] : []),
    ...(first.fromMs === oldest.fromMs
      ? [`The ${isCopy ? 'copy' : 'archive'} begins at ${oldest.from}. Earlier events are not covered.`]
      : []),
    ...(until && last.to < until.toISOString()
      ? [`The digests end at ${last.to}. Later events, up to ${until.toISOString()}, are not covered.`]
      : []),
    ...(late > 0 ? [lateText(late)] : []),
    ...(expired > 0
      ? [`${count(expired, 'event')} no longer in the table, because the configured retention has ended.`]
      : []),
    ...(notDigestedYet > 0 ? [`${count(notDigestedYet, 'event')} not digested yet, and not covered.`] : []),
    ...(isCopy ? ['The archive was verified alone, without the table.'] : []),
    ...(isCopy || searchHidden
      ? []
      : ['Not checked: items that the by-day index does not show, and items before the archive or in the future.']),
    findings === 0
      ? colours.green(`Verified without findings up to ${windowAfter(last).from}.`)
      : colours.red(`Verification failed: ${count(findings, 'finding')}.`),
  ];
  return `${lines.join('\n')}\n`;
};

const lateText = (late: number): string =>
  `${count(late, 'event')} reached the table after the window was closed. An event that somebody inserted before the next digest ` +
  'looks the same. To distinguish them, look for the request_id in the access log of the API.';

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

const PHASES: Readonly<Record<VerifyPhase, { readonly label: string; readonly unit: string }>> = {
  digests: { label: 'archive', unit: 'windows' },
  events: { label: 'archive ↔ table', unit: 'events' },
  items: { label: 'table', unit: 'items' },
};

/** Returns a progress line that shows the current phase. */
export const verifyProgress = () => {
  let phase: VerifyPhase | undefined;
  let line: Progress | undefined;
  return {
    at: (newPhase: VerifyPhase, done: number, total: number) => {
      if (phase !== newPhase) {
        line?.stop();
        line = startProgress({ ...PHASES[newPhase], total });
        phase = newPhase;
      }
      line?.at(done);
    },
    pause: () => line?.pause(),
    stop: () => line?.stop(),
  };
};
