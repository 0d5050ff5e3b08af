import type { Command } from 'commander';
import { verifyTrail } from '../../../lambda/domain/audit/verify/verify-trail.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';
import type { TableOptions } from '../../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { print } from '../../terminal/output.ts';
import { withTimeOptions, withTrailOptions } from '../queries/query-options.ts';
import { type TimeOptions, timesOf, withDefaultSince } from '../queries/time-range.ts';
import { type VerifySourceOptions, verifySources } from './verify-sources.ts';
import { findingText, verdictText, verifyProgress } from './verify-text.ts';

interface VerifyOptions extends TableOptions, VerifySourceOptions, TimeOptions {
  readonly hidden: boolean;
  readonly expectHead?: string;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Without `--since`, an archive is verified this far back from `--until` or now. */
const DEFAULT_SINCE = '7d';

/** `audit verify`: is the trail what it was? Exit code 0 only if all of it holds. */
export const addVerify = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withTrailOptions(withTimeOptions(program.command('verify')))
    .description(
      `prove the trail: signatures, chain, archive against table (without --since of ${DEFAULT_SINCE} up to now, or to --until; of a copy all)`,
    )
    .option('--archive <bucket>', 'the archive bucket, instead of the one of the stack')
    .option('--public-key <file...>', 'verify with these public keys instead of asking KMS')
    .option('--offline <folder>', 'verify a downloaded copy of the archive by itself, without AWS')
    .option('--expect-head <sha256>', 'fail unless this digest, noted from an earlier run, is still in the range')
    .option('--no-hidden', 'do not read the whole table for items that its indexes hide')
    .action(async (options: VerifyOptions) => {
      const now = new Date();
      const isCopy = options.offline !== undefined;
      if (isCopy && !options.publicKey) {
        throw new UsageError(
          '--offline needs the public key. Example: audit verify --offline copy --public-key key.pem',
        );
      }
      if (options.expectHead !== undefined && !SHA256.test(options.expectHead)) {
        throw new UsageError(
          `--expect-head "${options.expectHead}" is not a SHA-256 as audit verify prints it: 64 characters, 0-9 and a-f.`,
        );
      }
      const times = timesOf(isCopy ? options : withDefaultSince(options, DEFAULT_SINCE, now), now);
      const progress = verifyProgress();
      const verified = await verifyTrail({
        ...(await verifySources(options)),
        ...times,
        now,
        isCopy,
        searchHidden: options.hidden,
        expectHead: options.expectHead,
        onFinding: finding => {
          progress.pause();
          print(findingText(finding));
        },
        onProgress: progress.at,
      }).finally(progress.stop);
      if (!verified.ok) throw awsErrorOf(verified.error);
      print(verdictText(verified.value, { isCopy, searchHidden: options.hidden }));
      const holds = verified.value.range !== undefined && verified.value.findings === 0;
      exitWith(holds ? EXIT_CODE.found : EXIT_CODE.nothing);
    });
};
