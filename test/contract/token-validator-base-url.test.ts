import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { accountTokenValidator } from '../../lambda/adapters/twilio/account-token-validator.ts';
import { callerTokenValidator } from '../../lambda/adapters/twilio/caller-token-validator.ts';
import { listen } from '../support/listen.ts';
import { ACCOUNT_SID, AUTH_TOKEN, fixedCredentials, NOW, TOKEN, VALID_ANSWER } from '../support/token-validators.ts';

const VALIDATORS = [
  {
    name: 'account credentials',
    make: (iamBaseUrl: string) =>
      accountTokenValidator({
        accountSid: ACCOUNT_SID,
        iamBaseUrl,
        credentials: fixedCredentials({ authToken: AUTH_TOKEN }),
        now: () => NOW,
      }),
  },
  {
    name: 'caller-token',
    make: (iamBaseUrl: string) => callerTokenValidator({ accountSid: ACCOUNT_SID, iamBaseUrl, now: () => NOW }),
  },
];

describe.each(VALIDATORS)('the $name validator', ({ make }) => {
  test.each([
    ['', `/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`],
    ['/', `/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`],
    ['/iam', `/iam/v1/Accounts/${ACCOUNT_SID}/Tokens/validate`],
  ])(
    'accepts an http base URL on a loopback address whose path is "%s", and sends the request below that path',
    async (path, expectedPath) => {
      const received: IncomingMessage[] = [];
      const server = createServer((request, response) => {
        received.push(request);
        response.end(JSON.stringify(VALID_ANSWER));
      });
      const port = await listen(server);
      try {
        expect(await make(`http://127.0.0.1:${port}${path}`).validate(TOKEN)).toMatchObject({ ok: true });
        expect(received.map(request => [request.url, request.headers.host])).toEqual([
          [expectedPath, `127.0.0.1:${port}`],
        ]);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
  );

  test.each(['http://iam.twilio.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1:8080', 'ftp://127.0.0.1'])(
    'throws for the base URL %s, because tokens would be sent there unencrypted',
    baseUrl => {
      expect(() => make(baseUrl)).toThrow(/iamBaseUrl must begin with https:\/\//);
    },
  );
});
