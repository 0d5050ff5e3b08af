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
  if (!range) return 'Nothing was verified: the archive has no digest of this time.\n';
  const { first, last, oldest, until } = range;
  const lines = [
    ...lateKeys.map(key => `${colours.yellow('late')} item ${printable(keyText(key))}`),
    `Verified from ${first.from} to ${last.to}: ${count(digests, 'digest')}, ${count(events, 'event')}.`,
    ...(head ? [`Newest digest, to be noted elsewhere for --expect-head: ${head.window.from} ${head.sha256}`] : []),
    ...(first.fromMs === oldest.fromMs
      ? [`The ${isCopy ? 'copy' : 'archive'} begins at ${oldest.from}: nothing before that is covered.`]
      : []),
    ...(until && last.to < until.toISOString()
      ? [`The digests end at ${last.to}: what comes after that, up to ${until.toISOString()}, is not covered.`]
      : []),
    ...(late > 0 ? [lateText(late)] : []),
    ...(expired > 0 ? [`${count(expired, 'event')} left the table at the end of the configured retention.`] : []),
    ...(notDigestedYet > 0 ? [`${count(notDigestedYet, 'event')} not digested yet: not covered.`] : []),
    ...(isCopy ? ['The archive was verified by itself, not against the table.'] : []),
    ...(isCopy || searchHidden
      ? []
      : [
          'Items that the by-day index does not show, or that lie before the archive or in the future, were not looked for.',
        ]),
    findings === 0
      ? colours.green(`Everything holds up to ${windowAfter(last).from}.`)
      : colours.red(`${count(findings, 'thing')} ${findings === 1 ? 'does' : 'do'} not hold.`),
  ];
  return `${lines.join('\n')}\n`;
};

const lateText = (late: number): string =>
  `${count(late, 'event')} reached the table after the window was closed. Only the time tells a late event from one that ` +
  'was inserted before the next digest: compare its request_id with the API access log.';

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
