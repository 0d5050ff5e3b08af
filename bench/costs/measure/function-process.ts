import { Writable } from 'node:stream';

/** The process in which a function is measured. It loads only the function's bundle and runs the events that it receives. */

/** The measurements of one event. Those of the first event include the start of the process. */
export interface Ran {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyBytes: number;
  /** Messages of a batch that the function could not process. */
  readonly failedMessages: number;
  /** User and system time of the main thread, and of all threads, milliseconds. */
  readonly mainCpuMs: number;
  readonly cpuMs: number;
}

interface Answer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only member of the answer to a batch of messages. */
  readonly batchItemFailures?: readonly object[];
}
type Handler = (event: unknown, stream?: Writable) => Promise<Answer | undefined>;

/** The longest answer that is kept. The bytes of longer answers, which are recordings, are only counted. */
const KEPT_BYTES = 4096;

/** Takes a streamed answer as Lambda does: the prelude, then bytes at any speed. */
class Response extends Writable {
  prelude: Answer = { statusCode: 0 };
  bodyBytes = 0;
  kept = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.bodyBytes += chunk.length;
    if (this.bodyBytes <= KEPT_BYTES) this.kept += chunk.toString('latin1');
    callback();
  }
}

const streaming = new WeakSet<object>();
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: object) => {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from: (stream: Response, prelude: Answer) => {
        stream.prelude = prelude;
        return stream;
      },
    },
  },
});

const cpu = () => {
  const all = process.cpuUsage();
  // Node 20 cannot measure a single thread. Measurements use Node 24.
  const main = (process as { threadCpuUsage?: () => typeof all }).threadCpuUsage?.() ?? all;
  return { main: (main.user + main.system) / 1000, all: (all.user + all.system) / 1000 };
};

const handlerOf = (entry: string): Handler => (module.require(entry) as { handler: Handler }).handler;
let handler: Handler | undefined;

const run = async (event: unknown): Promise<Ran> => {
  const before = handler ? cpu() : { main: 0, all: 0 };
  handler ??= handlerOf(process.argv[2] ?? '');
  const response = new Response();
  const answer = (streaming.has(handler) ? await handler(event, response) : await handler(event)) ?? response.prelude;
  const after = cpu();
  return {
    statusCode: answer.batchItemFailures ? 200 : answer.statusCode,
    headers: answer.headers ?? {},
    body: answer.body ?? response.kept,
    bodyBytes: response.bodyBytes,
    failedMessages: answer.batchItemFailures?.length ?? 0,
    mainCpuMs: after.main - before.main,
    cpuMs: after.all - before.all,
  };
};

process.on('message', (event: unknown) => {
  run(event).then(
    ran => process.send?.(ran),
    problem => process.send?.({ failed: String((problem as Error).stack) }),
  );
});
