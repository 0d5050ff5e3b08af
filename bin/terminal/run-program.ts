import { type Command, CommanderError } from 'commander';
import { adviceFor } from '../program/advice.ts';
import { addCompletion } from '../program/completion.ts';
import { readVersion } from '../program/version.ts';
import { errorColours } from './colours.ts';
import { AwsError, EXIT_CODE, type ExitCode, UsageError } from './exit-code.ts';
import { note, print } from './output.ts';
import { endOnOutputError } from './output-errors.ts';
import { printableLines } from './printable.ts';

/** Builds a command line. Its commands set the exit code with `exitWith` (default: found). */
export type BuildProgram = (exitWith: (code: ExitCode) => void) => Command;

/**
 * Runs a command line and returns its exit code. Usage errors and AWS errors are printed as one line on stderr. Any
 * other error is a bug: it is rethrown and handled by `endOnDefect`.
 * @param argv as `process.argv`
 */
export const runProgram = async (build: BuildProgram, argv: readonly string[]): Promise<ExitCode> => {
  endOnOutputError();
  let exitCode: ExitCode = EXIT_CODE.found;
  const program = build(code => {
    exitCode = code;
  })
    .version(readVersion(), '--version', 'prints the version')
    .addHelpText('afterAll', EXIT_CODES_WITHOUT_RESULT);
  addCompletion(program, () => build(() => {}), argv);
  forEachCommand(program, command => {
    command
      .exitOverride()
      .showHelpAfterError('(use --help for a list of commands and options)')
      .configureOutput({
        writeOut: print,
        writeErr: note,
        // The message quotes what the user typed.
        outputError: message => note(printableLines(message)),
      });
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.found : EXIT_CODE.usage;
    if (error instanceof UsageError) return complain(error.message, EXIT_CODE.usage);
    if (error instanceof AwsError || isSdkError(error)) return complain(withAdvice(error), EXIT_CODE.awsError);
    throw error;
  }
};

const EXIT_CODES_WITHOUT_RESULT = `Exit codes without a result: ${EXIT_CODE.defect} internal error, or output not written; ${EXIT_CODE.closedPipe} output not read to the end.`;

/**
 * Returns whether an error comes from the SDK. Such errors have `$metadata`, or a system error code if no service was
 * reached.
 */
const isSdkError = (error: unknown): error is Error =>
  error instanceof Error && ('$metadata' in error || error.name === 'CredentialsProviderError' || hasSystemCode(error));

const hasSystemCode = (error: Error): boolean => /^E[A-Z]+$/.test(String((error as NodeJS.ErrnoException).code));

const awsText = (error: Error): string =>
  error instanceof AwsError
    ? error.message
    : `${error.name}: ${error.message || String((error as NodeJS.ErrnoException).code)}`;

const withAdvice = (error: Error): string => {
  const advice = adviceFor(error);
  return advice === undefined ? awsText(error) : `${awsText(error)}\n${advice}`;
};

const complain = (message: string, code: ExitCode): ExitCode => {
  note(`${errorColours.red('error:')} ${printableLines(message)}\n`);
  return code;
};

const forEachCommand = (command: Command, visit: (command: Command) => void): void => {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
};
