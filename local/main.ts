import inspector from 'node:inspector';
import { styleText } from 'node:util';
import { printableJsonText, printableLines } from '../bin/terminal/printable.ts';
import { HELP, parseArguments, type StartArguments } from './arguments.ts';
import { formatLogLine } from './log-view.ts';
import { prepareReadyFile, type ReadyFile } from './ready-file.ts';
import type { LocalStack } from './stack.ts';
import { type Paint, summary } from './summary.ts';

/** `npm start`. Exit codes: 0 after a stop, 1 when the stack cannot start, 2 for an invalid command line. */
const main = async (): Promise<void> => {
  // npm runs scripts in the package's folder. INIT_CWD is the folder in which npm was called.
  const parsed = parseArguments(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (!parsed.ok) return fail(2, `${parsed.error}\nTry: npm start -- --help\n`);
  if (parsed.value.help) return void process.stdout.write(HELP);

  const stopped = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  const ready = prepareReadyFileOrFail(parsed.value.readyFile);
  if (!ready) return;
  const stack = await start(parsed.value, ready);
  if (!stack) return ready.remove();
  await stopped;
  ready.remove();
  await stack.close();
  process.exit(0);
};

/** Prepares the file of `--ready-file`. Returns undefined after a message when it cannot be written. */
const prepareReadyFileOrFail = (path: string | undefined): ReadyFile | undefined => {
  if (path === undefined) return { write: () => {}, remove: () => {} };
  try {
    return prepareReadyFile(path);
  } catch (problem) {
    fail(1, `--ready-file ${path}: the file cannot be written (${(problem as NodeJS.ErrnoException).code}).\n`);
    return undefined;
  }
};

const start = async (
  { json, port, watch, inspectPort, dataDir }: StartArguments,
  ready: ReadyFile,
): Promise<LocalStack | undefined> => {
  // The SDK warns about Node 20, which is enough here: the deployed runtime is Node 24.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const paint: Paint = process.stdout.isTTY && !process.env['NO_COLOR'] ? styleText : (_style, text) => text;
  const show = (line: string): void => {
    const view = formatLogLine(line, new Date(), paint);
    if (view) process.stdout.write(`${view}\n`);
  };
  const log = json ? (line: string) => process.stderr.write(`${printableJsonText(line)}\n`) : show;
  try {
    const inspectorUrl = inspectPort === undefined ? undefined : openInspector(inspectPort);
    // Loaded only here, because CDK and the SDK take seconds: the message about a mistyped option comes at once.
    const { startLocalStack } = await import('./stack.ts');
    const debuggable = inspectorUrl !== undefined;
    const stack = await startLocalStack({
      ...{ port, watch, debuggable, log },
      attachUrlProvider: true,
      lockableBucket: true,
      deployCustomResources: true,
      // So long that seeking reads only a part of the recording.
      longCallSeconds: 22 * 60,
      // They would stop at breakpoints before somebody has opened the page.
      demoCalls: !debuggable,
      ...(dataDir !== undefined && { dataDir }),
    });
    const description = { ...stack.description, ...(inspectorUrl !== undefined && { inspector: inspectorUrl }) };
    const line = `${JSON.stringify(description)}\n`;
    ready.write(line);
    process.stdout.write(json ? line : `${summary(description, paint)}\n`);
    return stack;
  } catch (problem) {
    fail(1, `${explain(problem, { port, dataDir })}\n`);
    return undefined;
  }
};

class InspectorError extends Error {
  override readonly name = 'InspectorError';
}

/**
 * Lets a debugger attach to this process, from this machine only. The debugger sees each execution environment of a
 * function as a worker thread. Returns the inspector's address.
 */
const openInspector = (port: number): string => {
  inspector.open(port, '127.0.0.1');
  const url = inspector.url();
  // When the port is in use, Node prints a warning and continues without an inspector.
  if (url === undefined)
    throw new InspectorError(`Port ${port} is in use. Choose another with npm start -- --inspect=N.`);
  return url;
};

const NOT_WRITABLE = new Set(['EACCES', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EROFS']);

const explain = (problem: unknown, { port, dataDir }: { port: number; dataDir: string | undefined }): string => {
  const { code = '', path, syscall } = problem as NodeJS.ErrnoException;
  const choosePort = 'Choose another with npm start -- --port N, or 0 for a free port.';
  if (code === 'EADDRINUSE') return `Port ${port} is in use. ${choosePort}`;
  if (code === 'EACCES' && syscall === 'listen') return `This user may not listen on port ${port}. ${choosePort}`;
  if (dataDir !== undefined && path?.startsWith(dataDir) && NOT_WRITABLE.has(code)) {
    return `--data ${dataDir}: the folder cannot be written (${code}). Choose another folder, or one that does not exist yet.`;
  }
  // The user's input is wrong, and the message names the place. A stack trace would hide it.
  if (problem instanceof Error && ['PolicyError', 'PlaybackConfigError', 'InspectorError'].includes(problem.name))
    return problem.message;
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
};

const fail = (status: number, message: string): void => {
  process.stderr.write(printableLines(message));
  process.exitCode = status;
};

await main();
