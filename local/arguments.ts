import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../lambda/domain/shared/result.ts';

export const HELP = `Runs flex-secure-playback on this machine: the deployed template with stand-ins for AWS and Twilio.

  npm start -- [options]

  --port N           port of the player page (default: 0, any free one)
  --data DIR         keep tables and recordings in this folder (default: a temporary one, removed at the end)
  --watch            build the functions anew when a source file or a policy changes (npm run dev)
  --inspect[=N]      let a debugger attach on port N (default: 9229; 0: any free one): source maps, no time limits
  --json             print one line of JSON when ready, and nothing else on stdout
  --ready-file PATH  write that line to this file when ready; the file is there as long as the stack runs
  --help             print this

Stops on Ctrl+C or SIGTERM. npm prints a banner to stdout before --json does: npm start --silent -- --json has none.
`;

/** What the command line asks for. */
export interface StartArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly port: number;
  readonly watch: boolean;
  /** Port for a debugger; absent: none may attach. */
  readonly inspectPort?: number;
  /** Absolute. */
  readonly dataDir?: string;
  /** Absolute. */
  readonly readyFile?: string;
}

/**
 * Reads the command line. Fails with a message for the person who typed it.
 * @param workingDir what a relative folder is relative to
 */
export const parseArguments = (args: readonly string[], workingDir: string): Result<StartArguments, string> => {
  try {
    const { values } = parseArgs({
      // parseArgs knows no option whose value may be left out.
      args: args.map(arg => (arg === '--inspect' ? `--inspect=${DEFAULT_INSPECT_PORT}` : arg)),
      options: {
        help: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        watch: { type: 'boolean', default: false },
        inspect: { type: 'string' },
        data: { type: 'string' },
        'ready-file': { type: 'string' },
      },
    });
    const { help, json, data, watch, 'ready-file': file } = values;
    const port = portOf(values.port);
    if (port === undefined) return err(`--port must be a number from 0 to 65535: got "${values.port}"`);
    const inspectPort = values.inspect === undefined ? undefined : portOf(values.inspect);
    if (values.inspect !== undefined && inspectPort === undefined) {
      return err(`--inspect must be a number from 0 to 65535, as in --inspect=9230: got "${values.inspect}"`);
    }
    if (data === '') return err('--data must name a folder');
    if (file === '') return err('--ready-file must name a file');
    const inspected = inspectPort === undefined ? {} : { inspectPort };
    return ok({
      help,
      json,
      port,
      watch,
      ...inspected,
      ...(data !== undefined && { dataDir: resolve(workingDir, data) }),
      ...(file !== undefined && { readyFile: resolve(workingDir, file) }),
    });
  } catch (error) {
    // parseArgs throws for an unknown option, a missing value or a stray word, with a message that names it.
    return err(error instanceof Error ? error.message : String(error));
  }
};

/** Node's own choice. */
const DEFAULT_INSPECT_PORT = 9229;

const portOf = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
};
