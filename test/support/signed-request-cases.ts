import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import fc from 'fast-check';
import { afterAll, beforeAll, vi } from 'vitest';
import type { HttpRequest as OurRequest, SendHttp } from '../../lambda/adapters/aws/requests/http-exchange.ts';

const NOW = new Date('2026-11-24T02:34:14.123Z');

/** Sets the time of the test file to a fixed one. */
export const useFixedTime = (): void => {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
};

export const region = fc.constantFrom(
  'us-east-1',
  'eu-central-1',
  'us-gov-west-1',
  'cn-north-1',
  'us-iso-east-1',
  'il-central-1',
);
export const bucket = fc.constantFrom('recordings', 'recordings.example.com', 'a-b', 'r3c', 'my.bucket-1');
export const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(
    'AC0/RE1.wav',
    '/leading',
    'double//slash',
    'dots/../x',
    "it's (new)*!~+.wav",
    'Anruf für Zoë/☎.wav',
    '%2F%',
  ),
);
export const version = fc.option(
  fc.oneof(fc.constant('3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY'), fc.string({ minLength: 1 })),
  {
    nil: undefined,
  },
);
export const credentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^A[SK]IA[A-Z2-7]{16}$/),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    sessionToken: fc.stringMatching(/^[A-Za-z0-9+/=]{1,200}$/),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
export type Credentials = typeof credentials extends fc.Arbitrary<infer T> ? T : never;

/** One client per region, because building one is slow. Its credentials are read again for each request. */
export const sdkClients = <Client>(
  build: (settings: { region: string; credentials: () => Promise<Credentials>; requestHandler: never }) => Client,
) => {
  const clients = new Map<string, Client>();
  const sdks = recorder();
  let current: Credentials;
  const at = ({ region: name, credentials: given }: { region: string; credentials: Credentials }): Client => {
    current = given;
    const credentialsNow = async () => ({ ...current, expiration: new Date(0) });
    const client =
      clients.get(name) ?? build({ region: name, credentials: credentialsNow, requestHandler: sdks as never });
    clients.set(name, client);
    return client;
  };
  return { at, last: sdks.last };
};

/** A request handler of the SDK that records requests and does not send them. */
const recorder = () => {
  const sent: HttpRequest[] = [];
  const handle = async (request: HttpRequest) => {
    sent.push(request);
    const body = Readable.from([Buffer.from('{}')]);
    return { response: new HttpResponse({ statusCode: 200, headers: {}, body }) };
  };
  return { handle, last: () => sent.at(-1) as HttpRequest };
};

/** Records our requests and does not send them. */
export interface SentRequests {
  readonly send: SendHttp;
  readonly last: () => OurRequest;
}

export const sentRequests = (answer = '{}'): SentRequests => {
  const sent: OurRequest[] = [];
  const send: SendHttp = async request => {
    sent.push(request);
    // A stream that ends is all that is read of a body.
    return { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(answer)]) as IncomingMessage };
  };
  return { send, last: () => sent.at(-1) as OurRequest };
};
