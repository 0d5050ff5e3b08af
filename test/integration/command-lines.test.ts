import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { administratorDynamoDb, askFor } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack.close());

const titled = (title: RegExp) => stack.description.recordings.find(one => title.test(one.title))?.sid ?? '';
const catalog = (...args: string[]) =>
  runProgram(['bin/flex-catalog.js', ...args, '--endpoint', stack.description.aws]);

describe('catalog show and set', () => {
  test('shows an entry', async () => {
    const { status, stdout } = await catalog('show', titled(/Greeting/));
    expect(status).toBe(0);
    expect(stdout).toMatch(/status\s+completed[\s\S]*queue\s+Support[\s\S]*tags\s+unknown[\s\S]*restricted\s+no/);
  });

  test('show ends with 1 when there is no entry', async () => {
    const { status, stdout } = await catalog('show', `RE${'f'.repeat(32)}`, '--json');
    expect([status, stdout]).toEqual([1, 'null\n']);
  });

  test('show names a fact of the wrong type and prints the rest; set can correct the fact', async () => {
    const sid = `RE${'d'.repeat(32)}`;
    const client = administratorDynamoDb(stack.description);
    const item = {
      recording_sid: { S: sid },
      queue: { S: 'Support' },
      restricted: { S: 'true' },
      channels: { S: '2' },
    };
    await client.send(new PutItemCommand({ TableName: stack.description.tables.recordings, Item: item }));
    client.destroy();

    const shown = await catalog('show', sid);
    expect(shown.status).toBe(1);
    expect(shown.stdout).toMatch(/queue\s+Support[\s\S]*unreadable\s+channels\s+unreadable\s+restricted/);
    expect(shown.stderr).toMatch(/"channels", "restricted" of this item has a wrong type, so nobody can play/);
    expect(JSON.parse((await catalog('show', sid, '--json')).stdout)).toEqual({
      recordingSid: sid,
      queue: 'Support',
      unreadable: ['channels', 'restricted'],
    });

    const set = await catalog('set', sid, '--restricted', '--json');
    expect(set.status).toBe(0);
    expect(JSON.parse(set.stdout)).toMatchObject({ restricted: true, unreadable: ['channels'] });
    expect(set.stderr).toMatch(/"channels" of this item/);
  });

  test('set changes the facts for the next access decision, and clears them again', async () => {
    const sid = titled(/Long consultation/);
    const { supervisor } = stack.description.tokens;
    const set = await catalog(
      'set',
      sid,
      '--restricted',
      '--tag',
      'complaint',
      '--tag',
      'vip',
      '--team',
      'Legal',
      '--json',
    );
    expect(JSON.parse(set.stdout)).toMatchObject({ restricted: true, tags: ['complaint', 'vip'], team: 'Legal' });
    expect((await askFor(stack.description, sid, supervisor)).status).toBe(403);
    const cleared = await catalog('set', sid, '--no-restricted', '--no-tags', '--no-team', '--json');
    const facts = JSON.parse(cleared.stdout);
    expect(facts).toMatchObject({ restricted: false, queue: 'Support' });
    for (const fact of ['tags', 'team']) expect(facts).not.toHaveProperty(fact);
    expect((await askFor(stack.description, sid, supervisor)).status).toBe(200);
  });

  test.each<[string, string[], RegExp]>([
    ['nothing to set', [], /There is nothing to set\. Example/],
    ['an invalid agent SID', ['--agent', 'Bob'], /"Bob" is not a worker SID/],
    ['a team without a name', ['--team', ''], /--team needs a name/],
    ['several tags after one option', ['--tag', 'vip', 'hot'], /too many arguments for 'set'/],
  ])('set ends with 2 for %s', async (_, options, message) => {
    const { status, stderr } = await catalog('set', titled(/Greeting/), ...options);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
