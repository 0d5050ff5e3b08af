import type { MessagePort } from 'node:worker_threads';
import type { FunctionFailure } from './runnable-function.ts';

/** The data with which a worker starts. */
export interface WorkerSettings {
  readonly bundlePath: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly memoryMb: number;
}

/** From the host to the worker: runs the handler once. */
export interface Invoke {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** When Lambda stops the function, in epoch milliseconds. */
  readonly deadline: number;
  /** The function's time at the start, in epoch milliseconds. @default the machine's time */
  readonly clockMs?: number;
  /** For the parts of a streamed response. */
  readonly responsePort?: MessagePort;
}

/** From the worker to the host. The payload of `done` is JSON text, which is empty for a streamed response. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'init-failed'; readonly failure: FunctionFailure }
  | { readonly type: 'done'; readonly payload: string }
  | { readonly type: 'failed'; readonly failure: FunctionFailure };

/** Status and headers of a streamed response: the argument of `awslambda.HttpResponseStream.from`. */
export interface ResponsePrelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** From the worker to the host, on the response port. */
export type StreamPart =
  | { readonly type: 'prelude'; readonly prelude: ResponsePrelude }
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'end' };

/** From the host to the worker, on the response port: the host has taken the last chunk. */
export interface ChunkTaken {
  readonly type: 'taken';
}
