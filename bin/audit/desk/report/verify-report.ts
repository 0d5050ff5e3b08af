import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { EXIT_CODE, type ExitCode, UsageError } from '../../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../../terminal/format-option.ts';
import { print, printJson } from '../../../terminal/output.ts';
import { openOfflineArchive } from '../../verify/open-offline-archive.ts';
import { readPublicKey } from '../../verify/public-keys.ts';
import { findingText } from '../../verify/verify-text.ts';
import { type CheckedReport, checkReport } from './check-report.ts';
import { type Evidence, evidenceOf } from './evidence.ts';

interface VerifyReportOptions extends FormatOption {
  readonly publicKey: readonly string[];
  readonly offline?: string;
}

/** Adds `audit verify-report`, which checks an evidence report without AWS. Exit code 0 only if everything is proved. */
export const addVerifyReport = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(program.command('verify-report'))
    .description(
      'verify an evidence report of the desk without AWS: signatures, hashes, and that the events are in them',
    )
    .argument('<file>', 'the HTML file')
    .requiredOption('--public-key <file...>', 'the public keys that may have signed, from somebody you trust')
    .option('--offline <folder>', 'a copy of the archive, if the events files are not attached to the report')
    .action(async (file: string, { publicKey, offline, format }: VerifyReportOptions) => {
      const publicKeys = await Promise.all(publicKey.map(readPublicKey));
      const evidence = await readEvidence(file);
      const copy = offline === undefined ? undefined : await openOfflineArchive(offline);
      const checked = await checkReport(evidence, publicKeys, copy);
      if (format === 'json') printJson(checked, 2);
      else print(checked.findings.map(findingText).join('') + verdictOf(checked));
      exitWith(checked.findings.length === 0 && checked.unproved === 0 ? EXIT_CODE.found : EXIT_CODE.nothing);
    });
};

const readEvidence = async (file: string): Promise<Evidence> => {
  const html = await readFile(file, 'utf8').catch(error => {
    throw new UsageError(`The report ${file} cannot be read (${error.code}).`);
  });
  const evidence = evidenceOf(html);
  if (evidence) return evidence;
  throw new UsageError(`${file} is not an evidence report of this product. Make one with: flex-audit desk`);
};

const verdictOf = ({ findings, proved, unproved, digests }: CheckedReport): string => {
  const lines = [
    `Proved events: ${proved}, by ${digests} digests.`,
    ...(unproved > 0 ? [`Events that are not proved: ${unproved}. The report itself says why.`] : []),
    findings.length === 0 ? 'No findings.' : `Findings: ${findings.length}. The report does not prove these events.`,
  ];
  return `${lines.join('\n')}\n`;
};
