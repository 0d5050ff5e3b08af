import type { Goal } from './goals.ts';
import { amount } from './print.ts';

/** The parts of results.json that the README quotes. */
export interface QuotedResults {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly loadAverage: readonly number[] };
  readonly rounds: number;
  readonly handlers: readonly { readonly node: string }[];
  readonly goals: readonly Goal[];
}

export const SECTION_BEGINS = '<!-- begin: lines of the bench -->';
export const SECTION_ENDS = '<!-- end: lines of the bench -->';

/** Returns the README's lines about a run of the bench. */
export const performanceSection = ({ date, machine, rounds, handlers, goals }: QuotedResults): string => {
  const nodes = [...new Set(handlers.map(({ node }) => `Node ${node.replace(/^v/, '')}`))].join(' and ');
  const missed = goals.filter(({ met }) => !met).length;
  return [
    SECTION_BEGINS,
    `Measured on ${date}: ${machine.cores} cores of ${machine.cpu}, load average ${machine.loadAverage[0]} at the end, ${nodes}, with and`,
    `without TLS, ${rounds} rounds of new processes in random order. Ratios are medians of the ratios of each round, and the worst case`,
    `counts. ${goals.length - missed} of ${goals.length} goals are met.`,
    '',
    '| goal | at most | measured | met | where |',
    '|---|---|---|---|---|',
    ...goals.map(
      ({ goal, atMost, measured, unit, met, where }) =>
        `| ${goal} | ${amount(atMost, unit)} | ${amount(measured, unit)} | ${met ? 'yes' : '**no**'} | ${where} |`,
    ),
    SECTION_ENDS,
  ].join('\n');
};

/** Returns the README with the lines of another run. Throws if the README has no place for them. */
export const withPerformanceSection = (readme: string, results: QuotedResults): string => {
  const begin = readme.indexOf(SECTION_BEGINS);
  const end = readme.indexOf(SECTION_ENDS);
  if (begin < 0 || end < begin) throw new Error(`README.md needs the lines ${SECTION_BEGINS} and ${SECTION_ENDS}`);
  return `${readme.slice(0, begin)}${performanceSection(results)}${readme.slice(end + SECTION_ENDS.length)}`;
};
