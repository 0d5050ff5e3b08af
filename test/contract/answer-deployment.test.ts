import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerDeployment } from '../../lambda/adapters/cloudformation/answer-deployment.ts';

const ANSWER = {
  Status: 'SUCCESS' as const,
  PhysicalResourceId: 'policies',
  StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/S/1',
  RequestId: 'request-1',
  LogicalResourceId: 'DeployedPolicies',
};

let server: Server;
let statuses: number[];
let location: string | undefined;
let received: { readonly message: IncomingMessage; readonly body: string }[];
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=secret`;

beforeAll(async () => {
  server = createServer(async (message, response) => {
    let body = '';
    for await (const chunk of message) body += chunk;
    received.push({ message, body });
    response.writeHead(statuses.shift() ?? 200, location === undefined ? {} : { location }).end('<Error/>');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  statuses = [];
  location = undefined;
  received = [];
});

describe('the answer to CloudFormation', () => {
  test('is put without a content type, with its length, at exactly the given address', async () => {
    expect(await answerDeployment(url(), ANSWER)).toEqual({ ok: true, value: undefined });
    const [{ message, body } = { message: undefined, body: '' }] = received;
    expect([message?.method, message?.url]).toEqual(['PUT', '/answer?X-Amz-Signature=secret']);
    expect(message?.headers['content-type']).toBeUndefined();
    expect(message?.headers['content-length']).toBe(String(body.length));
    expect(JSON.parse(body)).toEqual(ANSWER);
  });

  test('is repeated when S3 fails', async () => {
    statuses = [503, 500];
    expect((await answerDeployment(url(), ANSWER)).ok).toBe(true);
    expect(received).toHaveLength(3);
  });

  test('that S3 refuses is a failure without the address', async () => {
    statuses = [403, 403, 403];
    const answered = await answerDeployment(url(), ANSWER);
    expect(answered).toEqual({ ok: false, error: { code: 'unavailable', reason: 'cloudformation_answered_403' } });
  });

  test('does not go where a redirection points', async () => {
    statuses = [307, 307, 307];
    location = '/elsewhere';
    const answered = await answerDeployment(url(), ANSWER);
    expect(answered).toEqual({ ok: false, error: { code: 'unavailable', reason: 'cloudformation_answered_307' } });
    expect(received.map(({ message }) => message.url)).not.toContain('/elsewhere');
  });

  test('that reaches nobody is a failure without the address', async () => {
    const answered = await answerDeployment('http://127.0.0.1:1/answer?X-Amz-Signature=secret', ANSWER);
    expect(answered).toEqual({ ok: false, error: { code: 'unavailable', reason: 'cloudformation_unreachable' } });
  });
});
