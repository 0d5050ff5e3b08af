import { type Command, InvalidArgumentError } from 'commander';
import { withTableOptions } from '../../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import { print, printJson } from '../../terminal/output.ts';
import type { DeskDeployment } from './desk-sources.ts';
import { POLICY_DIR } from './policies/policy-texts.ts';
import { startDesk } from './start-desk.ts';

interface DeskCommandOptions extends DeskDeployment, FormatOption {
  readonly port: number;
}

/** Adds `audit desk`, which serves the auditor's page on this machine until it is interrupted. */
export const addDesk = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(withTableOptions(program.command('desk'), 'audit table'))
    .description('serve a page for this machine only: search, timelines, the state of the chain; ends with Ctrl-C')
    .option('--recordings-table <name>', "the catalog, instead of the stack's")
    .option('--archive <bucket>', "the archive bucket, instead of the stack's")
    .option('--policies <folder>', 'the folder of the policy files that are shown', POLICY_DIR)
    .option('--port <number>', 'the port of the page; 0 for a free one', portNumber, 0)
    .action(async ({ port, format, ...deployment }: DeskCommandOptions) => {
      const interrupted = new Promise<void>(resolve => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      const desk = await startDesk({ port, deployment }).catch(error => {
        throw portProblem(error, port);
      });
      if (format === 'json') printJson({ desk: desk.url });
      else
        print(
          `Open this address in a browser on this machine. It is a secret.\n\n  ${desk.url}\n\nCtrl-C ends the desk.\n`,
        );
      await interrupted;
      await desk.close();
      exitWith(EXIT_CODE.found);
    });
};

const portNumber = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Use a number from 0 to 65535, such as 8080.');
};

const portProblem = (error: NodeJS.ErrnoException, port: number): Error => {
  if (error.code === 'EADDRINUSE') return new UsageError(`Port ${port} is in use. Example: audit desk --port 0`);
  if (error.code === 'EACCES')
    return new UsageError(`This user may not listen on port ${port}. Example: audit desk --port 0`);
  return error;
};
