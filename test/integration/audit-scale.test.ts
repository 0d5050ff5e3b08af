import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { measuredAuditCli } from '../support/audit-cli.ts';
import { runDigest } from '../support/digest-run.ts';
import { putManyEvents } from '../support/many-events.ts';
import { administratorDynamoDb } from '../support/playback-client.ts';

/** Five times as many are run by bench/audit-scale.ts; what does not stay flat shows here as well. */
const EVENTS = 20_000;
const MAX_RSS_BYTES = 200e6;

let stack: LocalStack;
let table: DynamoDBClient;
let keys: string[];

beforeAll(async () => {
  stack = await startLocalStack();
  table = administratorDynamoDb(stack.description);
  keys = await putManyEvents(table, stack.description.tables.audit, {
    count: EVENTS,
    from: new Date('2026-03-10T10:00:00.000Z'),
    spanMs: 15 * 60_000,
  });
});
afterAll(async () => {
  table.destroy();
  await stack.close();
});

describe(`${EVENTS} events in one window`, () => {
  test('are digested in one run', async () => {
    expect(await runDigest(stack.description, new Date('2026-03-10T10:35:00.000Z'))).toEqual({ closed: 2, waiting: 0 });
  });

  test('are all printed by by-day, each exactly once, in order', async () => {
    const day = ['by-day', '2026-03-10', '--format', 'ndjson', '--endpoint', stack.description.aws];
    const { code, stdout, maxRssBytes } = await measuredAuditCli(...day);
    expect(code).toBe(0);
    const given = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).event_key);
    expect(given).toEqual(keys);
    expect(maxRssBytes).toBeLessThan(MAX_RSS_BYTES);
  });

  test('are verified within the memory limit', async () => {
    const range = ['--since', '2026-03-10', '--until', '2026-03-10T10:30Z', '--endpoint', stack.description.aws];
    const { code, stdout, maxRssBytes } = await measuredAuditCli('verify', ...range);
    expect(stdout).toContain(`2 digests, ${EVENTS.toLocaleString('en')} events.`);
    expect(code).toBe(0);
    expect(maxRssBytes).toBeLessThan(MAX_RSS_BYTES);
  });
});
