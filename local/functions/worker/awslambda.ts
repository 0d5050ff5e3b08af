import type { ResponsePrelude } from '../messages.ts';
import type { ResponseStream } from './response-stream.ts';

/** What AWS's runtime client gives to handlers of its stream, which is no `Writable` to them; there is nothing else. */
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

/** A handler's view of its response. */
export type HandlersStream = Pick<ResponseStream, (typeof METHODS)[number] | (typeof PROPERTIES)[number]>;

const responses = new WeakMap<HandlersStream, ResponseStream>();

/** The view that the handler gets. */
export const handlersStream = (response: ResponseStream): HandlersStream => {
  const view = Object.fromEntries(METHODS.map(name => [name, response[name].bind(response)]));
  for (const name of PROPERTIES) Object.defineProperty(view, name, { get: () => response[name] });
  responses.set(view as unknown as HandlersStream, response);
  return view as unknown as HandlersStream;
};

/** A handler that `awslambda.streamifyResponse` marked. */
export type StreamingHandler = (event: unknown, response: HandlersStream, context: object) => Promise<void>;

const STREAMING = Symbol('streaming handler');

export const isStreaming = (handler: unknown): handler is StreamingHandler =>
  typeof handler === 'function' && STREAMING in handler;

/** The global that Lambda's Node.js runtime gives to streaming functions. */
export const awslambda = {
  streamifyResponse: (handler: StreamingHandler): StreamingHandler => Object.assign(handler, { [STREAMING]: true }),
  HttpResponseStream: {
    from: (stream: HandlersStream, prelude: ResponsePrelude): HandlersStream => {
      responses.get(stream)?.setPrelude(prelude);
      return stream;
    },
  },
};
