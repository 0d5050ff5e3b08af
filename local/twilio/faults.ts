import type { ServerResponse } from 'node:http';

/** The faults of Twilio, by name. */
const FAULTS = {
  /** No answer. */
  timeout: () => undefined,
  '429': response => {
    response.setHeader('retry-after', '1');
    sendJson(response, 429, { code: 20429, message: 'Too Many Requests', status: 429 });
  },
  '500': response => sendJson(response, 500, { code: 20500, message: 'Internal Server Error', status: 500 }),
  /** An answer of a proxy between the client and Twilio. */
  html: response =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Maintenance</body></html>'),
  reset: response => response.socket?.destroy(),
  'bad-credentials': response => sendJson(response, 401, AUTHENTICATION_FAILED),
} satisfies Record<string, (response: ServerResponse) => void>;

type FaultName = keyof typeof FAULTS;

/** A fault, and the number of requests that will have it. */
interface Fault {
  readonly fault: FaultName;
  readonly count: number;
}

/** Twilio's answer to invalid credentials. */
export const AUTHENTICATION_FAILED = {
  code: 20003,
  message: 'Authenticate',
  more_info: 'https://www.twilio.com/docs/errors/20003',
  status: 401,
};

/** The faults of the next requests, in their order. */
export interface Faults {
  /** Adds a fault. `count` defaults to 1. Returns undefined for an invalid description. */
  add(description: unknown): Fault | undefined;
  list(): readonly Fault[];
  clear(): void;
  /** Answers with the next fault, if there is one. Returns whether it did. */
  applyNext(response: ServerResponse): boolean;
}

export const createFaults = (): Faults => {
  let queue: Fault[] = [];
  return {
    add: description => {
      const { fault, count = 1 } = (description ?? {}) as { fault?: unknown; count?: unknown };
      if (typeof fault !== 'string' || !Object.hasOwn(FAULTS, fault) || !Number.isInteger(count) || Number(count) < 1)
        return undefined;
      const added: Fault = { fault: fault as FaultName, count: Number(count) };
      queue.push(added);
      return added;
    },
    list: () => queue,
    clear: () => {
      queue = [];
    },
    applyNext: response => {
      const [next, ...rest] = queue;
      if (!next) return false;
      queue = next.count > 1 ? [{ ...next, count: next.count - 1 }, ...rest] : rest;
      FAULTS[next.fault](response);
      return true;
    },
  };
};

export const faultNames = Object.keys(FAULTS);

/** Sends a JSON answer. */
export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': length });
  response.end(text);
};
