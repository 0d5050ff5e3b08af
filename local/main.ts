import inspector from 'node:inspector';
import { styleText } from 'node:util';
import { printableJsonText, printableLines } from '../bin/terminal/printable.ts';
import { HELP, parseArguments, type StartArguments } from './arguments.ts';
import { viewOf } from './log-view.ts';
import { type ReadyFile, readyFile } from './ready-file.ts';
import type { LocalStack } from './stack.ts';
import { type Paint, summary } from './summary.ts';

/** `npm start`. Ends with 0 when stopped, 1 when it cannot start, 2 when the command line is not understood. */
const main = async (): Promise<void> => {
  // npm runs scripts in the package's folder and notes here where it was called.
  const parsed = parseArguments(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (!parsed.ok) return leave(2, `${parsed.error}\nTry: npm start -- --help\n`);
  if (parsed.value.help) return void process.stdout.write(HELP);

  const stopped = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const ready = prepared(parsed.value.readyFile);
  if (!ready) return;
  const stack = await start(parsed.value, ready);
  if (!stack) return ready.remove();
  await stopped;
  ready.remove();
  await stack.close();
  process.exit(0);
};

/** The file of `--ready-file`; undefined when it cannot be written. */
const prepared = (path: string | undefined): ReadyFile | undefined => {
  if (path === undefined) return { write: () => {}, remove: () => {} };
  try {
    return readyFile(path);
  } catch (problem) {
    leave(
      1,
      `--ready-file ${path}: this is no file that can be written (${(problem as NodeJS.ErrnoException).code}).\n`,
    );
    return undefined;
  }
};

const start = async (
  { json, port, watch, inspectPort, dataDir }: StartArguments,
  ready: ReadyFile,
): Promise<LocalStack | undefined> => {
  // Node 20 is enough to run this here; what the SDK's warning is about, the deployed runtime, is Node 24.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const paint: Paint = process.stdout.isTTY && !process.env['NO_COLOR'] ? styleText : (_style, text) => text;
  const show = (line: string): void => {
    const view = viewOf(line, new Date(), paint);
    if (view) process.stdout.write(`${view}\n`);
  };
  const log = json ? (line: string) => process.stderr.write(`${printableJsonText(line)}\n`) : show;
  try {
    const inspectorUrl = inspectPort === undefined ? undefined : openInspector(inspectPort);
    // Loaded only now: CDK and the SDK take seconds, which a mistyped option need not wait for.
    const { startLocalStack } = await import('./stack.ts');
    const debuggable = inspectorUrl !== undefined;
    const stack = await startLocalStack({ port, watch, debuggable, log, ...(dataDir !== undefined && { dataDir }) });
    const description = { ...stack.description, ...(inspectorUrl !== undefined && { inspector: inspectorUrl }) };
    const line = `${JSON.stringify(description)}\n`;
    ready.write(line);
    process.stdout.write(json ? line : `${summary(description, paint)}\n`);
    return stack;
  } catch (problem) {
    leave(1, `${explained(problem, { port, dataDir })}\n`);
    return undefined;
  }
};

class InspectorError extends Error {
  override readonly name = 'InspectorError';
}

/**
 * Lets debuggers attach to this process, from this machine only; they find each function's environments as worker
 * threads of it. Returns the address.
 */
const openInspector = (port: number): string => {
  inspector.open(port, '127.0.0.1');
  const url = inspector.url();
  // Node says so on stderr and goes on.
  if (url === undefined)
    throw new InspectorError(`Port ${port} is in use. Choose another with npm start -- --inspect=N.`);
  return url;
};

const NOT_WRITABLE = new Set(['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS']);

const explained = (problem: unknown, { port, dataDir }: { port: number; dataDir: string | undefined }): string => {
  const { code = '', path, syscall } = problem as NodeJS.ErrnoException;
  const onPort = `Choose another with npm start -- --port N, or 0 for a free one.`;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. ${onPort}`;
  if (code === 'EACCES' && syscall === 'listen') return `Port ${port} needs rights that this user has not. ${onPort}`;
  if (dataDir !== undefined && path?.startsWith(dataDir) && NOT_WRITABLE.has(code)) {
    return `--data ${dataDir}: this is no folder that can be written (${code}). Name another, or one that does not exist yet.`;
  }
  // What a person wrote is at fault, and the message says where: the trace would only hide it.
  if (problem instanceof Error && ['PolicyError', 'PlaybackConfigError', 'InspectorError'].includes(problem.name))
    return problem.message;
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
};

const leave = (status: number, message: string): void => {
  process.stderr.write(printableLines(message));
  process.exitCode = status;
};

await main();
