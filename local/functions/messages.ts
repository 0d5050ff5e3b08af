import type { MessagePort } from 'node:worker_threads';
import type { FunctionFailure } from './runnable-function.ts';

/** What a worker is born with. */
export interface WorkerSettings {
  readonly bundlePath: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly memoryMb: number;
}

/** Host to worker: run the handler once. */
export interface Invoke {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** Epoch milliseconds at which Lambda stops the function. */
  readonly deadline: number;
  /** The function's clock at the start, epoch milliseconds. Default: the machine's. */
  readonly clockMs?: number;
  /** Carries the response's parts when it is streamed. */
  readonly responsePort?: MessagePort;
}

/** Worker to host. `done` ends an invocation; its payload is JSON text, empty when the response was streamed. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'init-failed'; readonly failure: FunctionFailure }
  | { readonly type: 'done'; readonly payload: string }
  | { readonly type: 'failed'; readonly failure: FunctionFailure };

/** Status and headers that precede a streamed body, as `awslambda.HttpResponseStream.from` takes them. */
export interface ResponsePrelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** Worker to host, on the response port. */
export type StreamPart =
  | { readonly type: 'prelude'; readonly prelude: ResponsePrelude }
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'end' };

/** Host to worker, on the response port: the last chunk was taken. */
export interface ChunkTaken {
  readonly type: 'taken';
}
