import { writeSync } from 'node:fs';
import type { Failed, FirstAnswer, Order, Outcome } from './messages.ts';

/**
 * The process in which a handler is measured. It loads the handler, plays once and reports on descriptor 3. With an IPC
 * channel it then plays on request. It imports nothing that the handler needs, so that the handler's loading is measured.
 */

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}
type Handler = (event: object) => Promise<Answer>;

const [, , entry = ''] = process.argv;
const REPORT_DESCRIPTOR = 3;
let tokens = 0;

/** Returns an event of the HTTP API (payload 2.0) with a token that has the form and length of a Flex token. */
const playEvent = (tokenNumber: number): object => {
  const token = `eyJhbGciOiJkaXIifQ..AAAAAAAAAAAAAAAA.${String(tokenNumber).padStart(1600, 'A')}.AAAAAAAAAAAAAAAAAAAAAA`;
  return {
    version: '2.0',
    routeKey: 'GET /sec_rec',
    rawPath: '/sec_rec',
    rawQueryString: `recording_sid=RE${'0123456789abcdef'.repeat(2)}`,
    headers: {
      authorization: `Basic ${Buffer.from(`token:${token}`).toString('base64')}`,
      origin: 'https://flex.twilio.com',
    },
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method: 'GET', path: '/sec_rec', protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' },
      requestId: `request-${tokenNumber}`,
      routeKey: 'GET /sec_rec',
      stage: '$default',
      time: '24/Nov/2026:02:34:14 +0000',
      timeEpoch: 1_795_487_654_123,
    },
    isBase64Encoded: false,
  };
};

const play = async (handler: Handler, event: object): Promise<void> => {
  const { statusCode, body } = await handler(event);
  if (statusCode !== 200 || !JSON.parse(body).media_url) throw new Error(`answered ${statusCode}: ${body}`);
};

// `module.require` and a computed import, so that Node resolves the handler and not the bundler.
const load = async (): Promise<{ handler: Handler }> =>
  entry.endsWith('.mjs') ? import(entry) : (module.require(entry) as { handler: Handler });

const firstAnswer = async (): Promise<{ handler: Handler; first: FirstAnswer }> => {
  const event = playEvent(tokens++);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const { handler } = await load();
  const loadedAt = performance.now();
  await play(handler, event);
  const answeredAt = performance.now();
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    handler,
    first: {
      initMs: loadedAt - startedAt,
      initAndAnswerMs: answeredAt - startedAt,
      cpuMs: (user + system) / 1000,
      processMs: answeredAt,
      rssMb: process.memoryUsage.rss() / 1e6,
    },
  };
};

const playOrder = async (handler: Handler, { plays, token }: Order): Promise<Outcome> => {
  const milliseconds: number[] = [];
  const before = process.cpuUsage();
  for (let done = 0; done < plays; done++) {
    const event = playEvent(token === 'fresh' ? tokens++ : 0);
    const startedAt = performance.now();
    await play(handler, event);
    milliseconds.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  return { milliseconds, cpuMs: (user + system) / 1000 };
};

const failed = (problem: unknown): Failed => ({
  failed: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem),
});

const main = async (): Promise<void> => {
  const { handler, first } = await firstAnswer();
  writeSync(REPORT_DESCRIPTOR, JSON.stringify(first));
  if (!process.send) process.exit(0);
  process.on('message', (order: Order) => {
    playOrder(handler, order).then(
      outcome => process.send?.(outcome),
      problem => process.send?.(failed(problem)),
    );
  });
};

main().catch(problem => {
  writeSync(REPORT_DESCRIPTOR, JSON.stringify(failed(problem)));
  process.exit(1);
});
