import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor } from '../support/playback-client.ts';
import { basicAuthorization } from '../support/playback-event.ts';

let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack.close());

const shortest = () => {
  const recording = stack.description.recordings.find(({ title }) => /greeting/i.test(title));
  if (!recording) throw new Error('the demo has no greeting');
  return recording.sid;
};

describe('every response', () => {
  test.each(['supervisor', 'agent', 'guest'] as const)(
    'to the %s allows CORS for the player’s origin only',
    async user => {
      const { headers } = await askFor(stack.description, shortest(), stack.description.tokens[user]);
      expect(headers.get('access-control-allow-origin')).toBe(new URL(stack.description.player).origin);
      const foreign = await fetch(`${stack.description.urlProvider}?recording_sid=${shortest()}`, {
        headers: {
          authorization: basicAuthorization(stack.description.tokens[user]),
          origin: 'https://evil.example',
        },
      });
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('can be preceded by a preflight that allows the authorization header', async () => {
    const preflight = await fetch(stack.description.urlProvider, {
      method: 'OPTIONS',
      headers: {
        origin: new URL(stack.description.player).origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(new URL(stack.description.player).origin);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
    expect(preflight.headers.get('access-control-allow-methods')).toMatch(/GET/);
  });
});
