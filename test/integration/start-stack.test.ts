import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PlaybackConfigError } from '../../lib/config/playback-config.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor } from '../support/playback-client.ts';

let temporary: string;
let stack: LocalStack | undefined;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'start-stack-test-'));
  vi.stubEnv('TMPDIR', temporary);
});

afterEach(async () => {
  await stack?.close();
  stack = undefined;
  vi.unstubAllEnvs();
  await rm(temporary, { recursive: true });
});

const invoke = async (aws: string, body: object) => {
  const response = await fetch(`${aws}/__invoke`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('the local stack', () => {
  test('invokes a function by the beginning of its name, and returns its answer or its failure', async () => {
    stack = await startLocalStack();
    expect(await readdir(temporary)).not.toEqual([]);
    const { aws } = stack.description;
    const event = {
      rawQueryString: '',
      headers: {},
      requestContext: { requestId: 'r-1', http: { sourceIp: '127.0.0.1' } },
    };
    expect(await invoke(aws, { function: 'UrlProvider', event })).toMatchObject({
      status: 200,
      body: { statusCode: 400, body: expect.stringContaining('r-1') },
    });
    expect((await invoke(aws, { function: 'UrlProvider', event: {} })).body).toMatchObject({ errorType: 'TypeError' });
    expect((await invoke(aws, { function: 'Nothing', event })).body).toMatchObject({
      errorType: 'ResourceNotFoundException',
    });
  });

  test("does not let a function reach Twilio's production address", async () => {
    const logged: string[] = [];
    stack = await startLocalStack({
      playback: { iamBaseUrl: 'https://iam.twilio.com' },
      log: line => logged.push(line),
    });
    const { twilio, recordings, tokens } = stack.description;
    const answer = await askFor(stack.description, recordings[0]?.sid ?? '', tokens.supervisor);
    expect(answer.status).toBe(503);
    expect(logged.join('\n')).toContain('only to loopback, not to iam.twilio.com:443');
    expect(await (await fetch(`${twilio}/__requests`)).json()).toEqual([]);
  });

  test('closes all parts and removes its files when its configuration has problems', async () => {
    const starting = startLocalStack({ playback: { bucketNmae: 'x', linkTtlMinSeconds: -1 } });
    await expect(starting).rejects.toThrow(PlaybackConfigError);
    await expect(starting).rejects.toThrow(/bucketNmae[\s\S]*linkTtlMinSeconds/);
    expect(await readdir(temporary)).toEqual([]);
  });

  test('closes all parts and removes its files when the template cannot be run', async () => {
    const starting = startLocalStack({
      editTemplate: template => {
        for (const [id, { Type }] of Object.entries<{ Type: string }>(template.Resources)) {
          if (Type.startsWith('AWS::ApiGatewayV2::')) delete template.Resources[id];
        }
        for (const [id, { Type }] of Object.entries<{ Type: string }>(template.Resources))
          if (['AWS::Lambda::Permission', 'AWS::CloudWatch::Alarm'].includes(Type)) delete template.Resources[id];
        template.Outputs.UrlProviderUrl.Value = 'http://localhost';
        delete template.Outputs.TaskAttributesExample;
      },
    });
    await expect(starting).rejects.toThrow('The template has no HTTP API');
    expect(await readdir(temporary)).toEqual([]);
  });
});
