import { Command } from 'commander';
import { withAwsOptions } from '../deployment/aws-options.ts';
import { defaultStack } from '../deployment/default-stack.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../terminal/exit-code.ts';
import { withFormat } from '../terminal/format-option.ts';
import { print, printJson } from '../terminal/output.ts';
import { type DoctorOptions, readExamined } from './doctor-options.ts';
import { openExamination } from './examination.ts';
import { checksTable } from './report.ts';
import { runChecks, worstState } from './run-checks.ts';

const NOTES = `
The token is neither printed nor stored. Without --token, FLEX_TOKEN has it; processes and the shell's history do not show that.
A check with --recording plays it: the audit trail names the user of the token.
With --url, and without --stack, --profile, --region and --endpoint, nothing is asked of AWS.

Exit codes: 0 nothing is red; 1 something is red; 2 usage error; 3 AWS error.`;

/** How every compact JWE begins: `{"` in base64. */
const TOKEN_START = 'eyJ';

/** With the address alone, the doctor only looks from outside: there may be no credentials where it runs. */
const asksAws = (command: Command): boolean =>
  command.getOptionValueSource('url') === undefined ||
  ['stack', 'profile', 'region', 'endpoint'].some(name => command.getOptionValueSource(name) === 'cli');

/** Builds the doctor's command line: examines a deployment from outside in. It changes nothing. */
export const doctorProgram = (exitWith: (code: ExitCode) => void): Command =>
  withAwsOptions(withFormat(new Command('flex-doctor')))
    .description('Examines a deployment from outside in, and says what to do next about what it finds.')
    .option('--url <address>', "the address of url_provider (default: the stack's)")
    .option('--token <token>', 'the token of a Flex user; - reads it from standard input (default: FLEX_TOKEN)')
    .option('--recording <RE…>', 'a recording that this user may play')
    .option('--origin <origin...>', "origins of the pages that play recordings (default: the stack's allowedOrigins)")
    .option('--stack <name>', 'the deployed stack, whose resources are examined, too', defaultStack())
    .addHelpText('after', NOTES)
    .allowExcessArguments()
    .action(async (options: DoctorOptions, command: Command) => {
      const [unknown] = command.args;
      if (unknown?.startsWith(TOKEN_START))
        throw new UsageError(
          'A token has no option before it. Give it in FLEX_TOKEN, or with --token - on standard input',
        );
      if (unknown !== undefined)
        throw new UsageError(`"${unknown}" is no option of flex-doctor. Example: npx flex-doctor --recording RE…`);
      const examined = await readExamined(options, asksAws(command));
      const checks = await runChecks(openExamination(examined));
      const state = worstState(checks);
      if (options.format === 'json') printJson({ url: examined.url.href, state, checks });
      else print(checksTable(checks));
      if (state === 'red') exitWith(EXIT_CODE.nothing);
    });
