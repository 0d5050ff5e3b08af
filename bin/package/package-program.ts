import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { playbackFromContext } from '../../lib/config/context-overrides.ts';
import { PlaybackConfigError } from '../../lib/config/playback-config.ts';
import { PolicyError } from '../../lib/policy/policy-files.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../terminal/exit-code.ts';
import { note, print } from '../terminal/output.ts';
import { printable, printableLines } from '../terminal/printable.ts';
import { writePackage } from './write-package.ts';

interface PackageOptions {
  readonly context: Readonly<Record<string, string>>;
  readonly out: string;
}

/** Builds the command line that writes a template and its assets for a deployment without the CDK. */
export const packageProgram = (exitWith: (code: ExitCode) => void): Command =>
  new Command('package')
    .description('Writes template.json and assets/*.zip, which deploy with CloudFormation alone. Sends nothing to AWS.')
    .option('-c, --context <key=value>', 'overrides a key of cdk.json; can be repeated', collectContext, {})
    .option('--out <folder>', 'folder to write into; files of other names in it stay', 'cdk.out/package')
    .addHelpText('after', '\nExit codes: 0 written; 2 usage error; 4 the configuration or the policies have problems.')
    .action(({ context, out }: PackageOptions) => {
      try {
        const assets = writePackage({ playback: playbackFromContext({ ...contextOfFile(), ...context }), out });
        print(`${printable(out)}/template.json\n${assets.map(name => `${printable(out)}/assets/${name}\n`).join('')}`);
      } catch (error) {
        if (!(error instanceof PlaybackConfigError || error instanceof PolicyError)) throw error;
        note(`${printableLines(error.message)}\n`);
        exitWith(EXIT_CODE.unusable);
      }
    });

const collectContext = (text: string, previous: Readonly<Record<string, string>>): Record<string, string> => {
  const end = text.indexOf('=');
  if (end < 1) throw new UsageError(`-c "${text}" is not key=value. Example: -c delivery=stream`);
  return { ...previous, [text.slice(0, end)]: text.slice(end + 1) };
};

const contextOfFile = (): Record<string, unknown> => {
  try {
    return (JSON.parse(readFileSync('cdk.json', 'utf8')) as { context?: Record<string, unknown> }).context ?? {};
  } catch (error) {
    throw new UsageError(`cdk.json in this folder cannot be read: ${error instanceof Error ? error.message : error}`);
  }
};
