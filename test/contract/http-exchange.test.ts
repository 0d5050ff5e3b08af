import { createServer, type Server } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awsFailure } from '../../lambda/adapters/aws/aws-failure.ts';
import { httpExchanges } from '../../lambda/adapters/aws/requests/http-exchange.ts';
import { signedDynamoDb } from '../../lambda/adapters/aws/signed-calls.ts';
import { until } from '../support/until.ts';

const LIMITS = { connectionMs: 50, headersMs: 5_000, pauseMs: 5_000 };

describe('an exchange', () => {
  let server: Server;
  let endpoint: URL;
  let connections = 0;
  let open = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        if (request.url === '/silent') return;
        response.writeHead(200, { 'Content-Length': 10 });
        response.write('12345');
        if (request.url === '/whole') response.end('67890');
      });
    });
    server.on('connection', socket => {
      connections += 1;
      open += 1;
      socket.on('close', () => {
        open -= 1;
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  afterEach(() => server.closeAllConnections());
  const allClosed = () =>
    until(
      () => open,
      count => count === 0,
    );
  const get = (path: string, limits = LIMITS, signal?: AbortSignal) =>
    httpExchanges(limits)({ method: 'GET', endpoint, path, headers: { host: endpoint.host } }, signal);

  test('uses the connection of the exchange before it', async () => {
    const send = httpExchanges(LIMITS);
    connections = 0;
    for (let sent = 0; sent < 3; sent++) {
      const { body } = await send({ method: 'GET', endpoint, path: '/whole', headers: { host: endpoint.host } });
      const parts: Buffer[] = [];
      for await (const part of body) parts.push(part);
      expect(Buffer.concat(parts).toString()).toBe('1234567890');
    }
    expect(connections).toBe(1);
  });

  test('without an answer ends after the limit for the headers, and is closed', async () => {
    await expect(get('/silent', { ...LIMITS, headersMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
    await allClosed();
  });

  test('whose body pauses for longer than the limit breaks off, and is closed', async () => {
    const { body } = await get('/half', { ...LIMITS, pauseMs: 50 });
    await expect(body.toArray()).rejects.toMatchObject({ name: 'TimeoutError' });
    await allClosed();
  });

  test('that is aborted before it starts sends nothing', async () => {
    connections = 0;
    await expect(get('/whole', LIMITS, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(connections).toBe(0);
  });

  test('that is aborted after its headers breaks off its body, and is closed', async () => {
    const abortion = new AbortController();
    const { body } = await get('/half', LIMITS, abortion.signal);
    abortion.abort();
    await expect(body.toArray()).rejects.toMatchObject({ name: 'AbortError' });
    await allClosed();
  });

  test('whose connection does not open within the limit ends with TimeoutError, and its socket is destroyed', async () => {
    const socket = new Socket();
    // A socket that waits for the other side.
    Object.defineProperty(socket, 'connecting', { value: true });
    class StuckAgent extends Agent {
      override createConnection() {
        return socket;
      }
    }
    const send = httpExchanges(LIMITS, new StuckAgent());
    const sent = send({ method: 'GET', endpoint: new URL('https://127.0.0.1'), path: '/', headers: {} });
    await expect(sent).rejects.toMatchObject({ name: 'TimeoutError', message: 'no connection within 50 ms' });
    expect(socket.destroyed).toBe(true);
  });
});

test('a call without credentials in the environment fails as rejected credentials, and sends nothing', async () => {
  let sent = 0;
  const items = signedDynamoDb({
    region: 'eu-central-1',
    environment: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' },
    requestTimeoutMs: 1_000,
    sendHttp: async () => {
      sent += 1;
      throw new Error('sent');
    },
  });
  const error = await items.getItem({ TableName: 't', Key: {} }).catch((thrown: unknown) => thrown);
  expect(awsFailure('catalog', error)).toMatchObject({
    code: 'internal_error',
    reason: 'catalog_credentials_rejected',
  });
  expect(sent).toBe(0);
});
