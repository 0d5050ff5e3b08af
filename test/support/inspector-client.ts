import { EventEmitter, once } from 'node:events';
import WebSocket from 'ws';

type Parameters = Readonly<Record<string, unknown>>;

/** A debugger that is attached to one thread: it calls methods of the inspector protocol, and emits its events by name. */
export interface DebuggedThread extends Pick<EventEmitter, 'on' | 'once'> {
  readonly title: string;
  // biome-ignore lint/suspicious/noExplicitAny: each method answers with an object of its own
  send(method: string, parameters?: Parameters): Promise<any>;
}

/** An attached debugger. */
export interface InspectorClient {
  /** The worker threads that existed or were started since, each once. */
  readonly threads: () => readonly DebuggedThread[];
  close(): Promise<void>;
}

/** Attaches to a process as an editor does: one connection, with the process's worker threads behind it. */
export const attachDebugger = async (url: string): Promise<InspectorClient> => {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const main = protocol('main', text => socket.send(text));
  socket.on('message', data => main.receive(String(data)));

  const workers = new Map<unknown, ReturnType<typeof protocol>>();
  main.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
    const worker = protocol(workerInfo.title, message => {
      void main.send('NodeWorker.sendMessageToWorker', { sessionId, message });
    });
    workers.set(sessionId, worker);
  });
  main.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) => workers.get(sessionId)?.receive(message));
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });

  return {
    threads: () => [...workers.values()],
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
};

/** The protocol of one thread over any transport of messages. */
const protocol = (title: string, post: (text: string) => void) => {
  const events = new EventEmitter();
  const waiting = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>();
  let lastId = 0;
  return {
    title,
    on: events.on.bind(events),
    once: events.once.bind(events),
    send: (method: string, parameters: Parameters = {}) => {
      lastId += 1;
      post(JSON.stringify({ id: lastId, method, params: parameters }));
      return new Promise((resolve, reject) => {
        waiting.set(lastId, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
      });
    },
    receive: (text: string): void => {
      const message = JSON.parse(text);
      if (message.method) events.emit(message.method, message.params);
      else waiting.get(message.id)?.(message);
    },
  } as DebuggedThread & { receive(text: string): void };
};
