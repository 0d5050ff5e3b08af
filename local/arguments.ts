import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../lambda/domain/shared/result.ts';

export const HELP = `Runs flex-secure-playback on this machine: the deployed template with stand-ins for AWS and Twilio.

  npm start -- [options]

  --port N           port of the player page (default: 0, a free port)
  --data DIR         keep tables and recordings in this folder (default: a temporary folder, removed at the end)
  --watch            build the functions again when a source file or a policy changes (npm run dev)
  --inspect[=N]      let a debugger attach to port N (default: 9229; 0: a free port), with source maps and without time limits
  --json             print one line of JSON to stdout when ready, and nothing else
  --ready-file PATH  write that line to this file when ready; the file is removed when the stack stops
  --help             print this help

Stops on Ctrl+C or SIGTERM. npm prints a banner to stdout first; npm start --silent -- --json prints none.
`;

/** The parsed command line. */
export interface StartArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly port: number;
  readonly watch: boolean;
  /** Port for a debugger. Absent: no debugger can attach. */
  readonly inspectPort?: number;
  /** Absolute. */
  readonly dataDir?: string;
  /** Absolute. */
  readonly readyFile?: string;
}

/** Parses the command line. Relative paths start at `workingDir`. Fails with a message for the user. */
export const parseArguments = (args: readonly string[], workingDir: string): Result<StartArguments, string> => {
  try {
    const { values } = parseArgs({
      // parseArgs has no options with an optional value.
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
    const port = parsePort(values.port);
    if (port === undefined) return err(`--port must be a number from 0 to 65535: got "${values.port}"`);
    const inspectPort = values.inspect === undefined ? undefined : parsePort(values.inspect);
    if (values.inspect !== undefined && inspectPort === undefined) {
      return err(`--inspect must be a number from 0 to 65535, as in --inspect=9230: got "${values.inspect}"`);
    }
    if (data === '') return err('--data must name a folder');
    if (file === '') return err('--ready-file must name a file');
    return ok({
      help,
      json,
      port,
      watch,
      ...(inspectPort !== undefined && { inspectPort }),
      ...(data !== undefined && { dataDir: resolve(workingDir, data) }),
      ...(file !== undefined && { readyFile: resolve(workingDir, file) }),
    });
  } catch (error) {
    // The message of parseArgs names the unknown option, the missing value or the unexpected argument.
    return err(error instanceof Error ? error.message : String(error));
  }
};

/** Node's default. */
const DEFAULT_INSPECT_PORT = 9229;

const parsePort = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
};
