import type { Command } from 'commander';
import type { Finding } from '../../../lambda/domain/audit/verify/finding.ts';
import { verifyTrail } from '../../../lambda/domain/audit/verify/verify-trail.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';
import type { TableOptions } from '../../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import { print, printJson } from '../../terminal/output.ts';
import { withTimeOptions, withTrailOptions } from '../queries/query-options.ts';
import { type TimeOptions, timesOf, withDefaultSince } from '../queries/time-range.ts';
import { verifyDocument } from './verify-document.ts';
import { type VerifySourceOptions, verifySources } from './verify-sources.ts';
import { findingText, verdictText, verifyProgress } from './verify-text.ts';

interface VerifyOptions extends TableOptions, VerifySourceOptions, TimeOptions, FormatOption {
  readonly hidden: boolean;
  readonly expectHead?: string;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Without `--since`, an archive is verified this far back from `--until` or now. */
const DEFAULT_SINCE = '7d';

/** Adds `audit verify`, which checks that the audit trail is unchanged. Exit code 0 only if there is no finding. */
export const addVerify = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(withTrailOptions(withTimeOptions(program.command('verify'))))
    .description(
      `verify the trail: signatures, chain, and archive against table (default of --since: ${DEFAULT_SINCE} before --until or now; a copy is verified completely)`,
    )
    .option('--archive <bucket>', "the archive bucket, instead of the stack's")
    .option('--public-key <file...>', 'verify with these public keys, not with the key in KMS')
    .option('--offline <folder>', 'verify only a downloaded copy of the archive, without AWS')
    .option('--expect-head <sha256>', 'fail unless the range contains this digest, which an earlier run printed')
    .option('--no-hidden', 'do not search the whole table for items that are not in its indexes')
    .action(async (options: VerifyOptions) => {
      const now = new Date();
      const isCopy = options.offline !== undefined;
      if (isCopy && !options.publicKey) {
        throw new UsageError(
          '--offline requires --public-key. Example: flex-audit verify --offline copy --public-key key.pem',
        );
      }
      if (options.expectHead !== undefined && !SHA256.test(options.expectHead)) {
        throw new UsageError(
          `--expect-head "${options.expectHead}" is not a SHA-256. Use the 64 hexadecimal digits that audit verify printed.`,
        );
      }
      const times = timesOf(isCopy ? options : withDefaultSince(options, DEFAULT_SINCE, now), now);
      const isJson = options.format === 'json';
      const findings: Finding[] = [];
      const progress = verifyProgress();
      const { names, ...sources } = await verifySources(options);
      const verified = await verifyTrail({
        ...sources,
        ...times,
        now,
        isCopy,
        searchHidden: options.hidden,
        expectHead: options.expectHead,
        onFinding: finding => {
          if (isJson) findings.push(finding);
          else {
            progress.pause();
            print(findingText(finding));
          }
        },
        onProgress: progress.at,
      }).finally(progress.stop);
      if (!verified.ok) throw awsErrorOf(verified.error);
      const { publicKeys } = sources;
      const checked = { names, publicKeys, verifiedAt: now, ...times, searchHidden: options.hidden, findings };
      if (isJson) printJson(verifyDocument(verified.value, checked), 2);
      else print(verdictText(verified.value, { isCopy, searchHidden: options.hidden }));
      const holds = verified.value.range !== undefined && verified.value.findings === 0;
      exitWith(holds ? EXIT_CODE.found : EXIT_CODE.nothing);
    });
};
