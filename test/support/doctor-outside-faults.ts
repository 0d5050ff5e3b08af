import type { StackDescription } from '../../local/description.ts';
import { ORIGIN, ORIGIN_WITHOUT_BUCKET } from './doctor-stack.ts';
import { closedPort, expiredServer, type Fault, throughGateway } from './faulty-gateways.ts';
import { failAws, failTwilio } from './playback-client.ts';

/** A user's new token. The service remembers tokens that Twilio has validated, so a fault of Twilio needs one. */
export const newToken = async ({ twilio }: StackDescription): Promise<string> => {
  const owner = { realmUserId: 'doctor@example.com', roles: ['supervisor'], workerSid: `WK${'d'.repeat(32)}` };
  const response = await fetch(`${twilio}/__tokens`, { method: 'POST', body: JSON.stringify(owner) });
  return ((await response.json()) as { readonly token: string }).token;
};

/** What a player meets. */
export const OUTSIDE_FAULTS: readonly Fault[] = [
  {
    fault: 'the host name does not exist',
    named: 'dns',
    induce: () => ({
      url: new URL('https://gone.example/sec_rec'),
      lookup: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })),
    }),
  },
  { fault: 'the certificate has expired', named: 'tls', induce: expiredServer },
  {
    fault: 'the address begins with http',
    named: 'tls',
    induce: () => ({ url: new URL('http://192.0.2.1/sec_rec') }),
  },
  {
    fault: 'nothing listens at the address',
    named: 'connection',
    induce: async () => ({ url: new URL(`http://127.0.0.1:${await closedPort()}/sec_rec`) }),
  },
  {
    fault: 'the clock of this computer is ten minutes behind',
    named: 'clock',
    induce: healthy => throughGateway(healthy, { headers: { date: new Date(Date.now() + 600_000).toUTCString() } }),
  },
  {
    fault: 'the path of the address is wrong',
    named: 'no-token',
    induce: ({ examined }) => ({ url: new URL('/recordings', examined.url) }),
  },
  {
    fault: 'something answers everybody with a recording',
    named: 'no-token',
    induce: healthy =>
      throughGateway(healthy, {
        answer: (_, response) => !!response.writeHead(200).end(JSON.stringify({ media_url: 'http://127.0.0.1/' })),
      }),
  },
  {
    fault: 'the origin is not in allowedOrigins',
    named: 'origins',
    induce: () => ({ origins: ['https://flex.twilio.com'] }),
  },
  {
    fault: 'a proxy lets pages of every origin ask',
    named: 'origins',
    induce: healthy =>
      throughGateway(healthy, {
        answer: ({ method, headers }, response) =>
          method === 'OPTIONS' &&
          !!response
            .writeHead(204, {
              'access-control-allow-origin': headers.origin,
              'access-control-allow-headers': 'authorization',
            })
            .end(),
      }),
  },
  {
    fault: 'the token is too long for the gateway',
    named: 'header-room',
    induce: () => ({ token: 'x'.repeat(7_500) }),
  },
  {
    fault: 'Twilio does not validate tokens',
    named: 'answer',
    induce: async ({ description }) => {
      await failTwilio(description, { fault: '500', count: 5 });
      return { token: await newToken(description) };
    },
  },
  {
    fault: 'the audit table accepts no event',
    named: 'answer',
    induce: async ({ description }) => {
      await failAws(description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 5 });
      return {};
    },
  },
  {
    fault: 'the token has expired',
    named: 'token',
    induce: ({ description }) => ({ token: description.tokens.expired }),
  },
  {
    fault: 'no policy lets the user play the recording',
    named: 'policies',
    induce: ({ description }) => ({ token: description.tokens.otherAgent }),
  },
  {
    fault: 'the recording is under another key',
    named: 'recording',
    induce: () => ({ recordingSid: `RE${'9'.repeat(32)}` }),
  },
  {
    fault: 'S3 refuses the signature of the link',
    named: 'media',
    induce: healthy =>
      throughGateway(healthy, { body: text => text.replace(/X-Amz-Signature=[0-9a-f]{4}/, 'X-Amz-Signature=0000') }),
  },
  {
    fault: "the bucket's CORS rules do not have the origin",
    named: 'media-cors',
    induce: () => ({ origins: [ORIGIN, ORIGIN_WITHOUT_BUCKET] }),
  },
  {
    fault: 'unsigned callbacks are accepted',
    named: 'callbacks',
    induce: healthy =>
      throughGateway(healthy, {
        answer: ({ url = '' }, response) => url.startsWith('/twilio/') && !!response.writeHead(204).end(),
      }),
  },
];
