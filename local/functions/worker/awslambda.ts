import type { ResponsePrelude } from '../messages.ts';
import type { ResponseStream } from './response-stream.ts';

/** The members of the response stream that AWS's runtime client gives to handlers. It is not a `Writable`. */
const METHODS = [
  'cork',
  'destroy',
  'end',
  'uncork',
  'write',
  'addListener',
  'emit',
  'eventNames',
  'getMaxListeners',
  'listenerCount',
  'listeners',
  'off',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
  'rawListeners',
  'removeAllListeners',
  'removeListener',
  'setMaxListeners',
  'setContentType',
] as const;
const PROPERTIES = [
  'destroyed',
  'writable',
  'writableFinished',
  'writableObjectMode',
  'writableEnded',
  'writableNeedDrain',
  'writableHighWaterMark',
  'writableCorked',
  'writableLength',
] as const;

/** The response stream that a handler receives. */
export type HandlerStream = Pick<ResponseStream, (typeof METHODS)[number] | (typeof PROPERTIES)[number]>;

const responses = new WeakMap<HandlerStream, ResponseStream>();

/** Creates the stream for the handler. */
export const createHandlerStream = (response: ResponseStream): HandlerStream => {
  const view = Object.fromEntries(METHODS.map(name => [name, response[name].bind(response)]));
  for (const name of PROPERTIES) Object.defineProperty(view, name, { get: () => response[name] });
  responses.set(view as unknown as HandlerStream, response);
  return view as unknown as HandlerStream;
};

/** A handler that was passed to `awslambda.streamifyResponse`. */
export type StreamingHandler = (event: unknown, response: HandlerStream, context: object) => Promise<void>;

const STREAMING = Symbol('streaming handler');

export const isStreaming = (handler: unknown): handler is StreamingHandler =>
  typeof handler === 'function' && STREAMING in handler;

/** The global object of Lambda's Node.js runtime for streaming functions. */
export const awslambda = {
  streamifyResponse: (handler: StreamingHandler): StreamingHandler => Object.assign(handler, { [STREAMING]: true }),
  HttpResponseStream: {
    from: (stream: HandlerStream, prelude: ResponsePrelude): HandlerStream => {
      responses.get(stream)?.setPrelude(prelude);
      return stream;
    },
  },
};
