import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { twilioClient } from '../../bin/flex/twilio-client.ts';
import type { CallChain } from '../../local/player/player-model.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor } from '../support/playback-client.ts';
import { readSecret } from '../support/read-secret.ts';
import { until } from '../support/until.ts';

let stack: LocalStack;
let chains: readonly CallChain[];
const onPlayer = (path: string) => fetch(stack.description.player.replace('flex.localhost', '127.0.0.1') + path);
beforeAll(async () => {
  stack = await startLocalStack({ attachUrlProvider: true, demoCalls: true });
  chains = await until(
    async () => (await (await onPlayer('calls')).json()) as readonly CallChain[],
    all => all.length === 2 && all.every(({ isAttached, isCatalogued }) => isAttached && isCatalogued),
  );
});
afterAll(() => stack?.close());

const inOrder = () => chains[0] as CallChain;
const shuffled = () => chains[1] as CallChain;

describe.each([
  ['in the order of the events', inOrder],
  ['in another order', shuffled],
])('a call that is played at the start, with its callbacks %s', (_, chain) => {
  test('has exactly one right entry in the attributes of its task', async () => {
    const { accountSid, twilio, urlProvider } = stack.description;
    const { authToken } = await readSecret(stack.description, 'twilio/flex');
    const { taskrouter } = twilioClient({ accountSid, user: accountSid, password: authToken }, twilio);
    const tasks = taskrouter.v1.workspaces(`WS${'7'.repeat(32)}`).tasks;
    const { attributes } = await tasks(chain().taskSid ?? '').fetch();
    const url_provider = `${urlProvider}?recording_sid=${chain().recordingSid}`;
    expect(JSON.parse(attributes).conversations.media).toMatchObject([{ type: 'VoiceRecording', url_provider }]);
  });

  test.each([
    ['the agent', 'agent', 200],
    ['a supervisor', 'supervisor', 200],
    ['the other agent', 'otherAgent', 403],
  ] as const)('plays for %s or not', async (_who, user, expected) => {
    const { status } = await askFor(stack.description, chain().recordingSid, stack.description.tokens[user]);
    expect(status).toBe(expected);
  });

  test('is offered by the page, and not in the description of the stack', async () => {
    const model = (await (await onPlayer('model.json')).json()) as { recordings: { sid: string }[] };
    expect(model.recordings.map(({ sid }) => sid)).toContain(chain().recordingSid);
    expect(stack.description.recordings.map(({ sid }) => sid)).not.toContain(chain().recordingSid);
  });
});

test('a stack that is stopped while it plays the calls stops without an error', async () => {
  const other = await startLocalStack({ attachUrlProvider: true, demoCalls: true });
  await other.close();
});
