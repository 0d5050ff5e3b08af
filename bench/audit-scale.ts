import { startLocalStack } from '../local/stack.ts';
import { measuredAuditCli } from '../test/support/audit-cli.ts';
import { runDigest } from '../test/support/digest-run.ts';
import { putManyEvents } from '../test/support/many-events.ts';
import { administratorDynamoDb } from '../test/support/playback-client.ts';

/**
 * Runs a digest, `by-day` and `verify` over many events of one window, on the local stack:
 * `npx tsx bench/audit-scale.ts [events]`, by default 100,000 events. Prints the duration and the peak memory.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const count = Number(process.argv[2] ?? 100_000);
const from = new Date('2026-03-10T10:00:00.000Z');

const printDuration = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
  const start = performance.now();
  const result = await run();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
};

const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const stack = await startLocalStack();
const { description } = stack;
const table = administratorDynamoDb(description);
const keys = await printDuration(`put ${count} events`, () =>
  putManyEvents(table, description.tables.audit, { count, from, spanMs: 15 * 60_000 }),
);
const digest = await printDuration('digest', () => runDigest(description, new Date('2026-03-10T10:35:00.000Z')));
console.log(`  ${JSON.stringify(digest)}`);

const local = ['--endpoint', description.aws];
const day = await printDuration('by-day', () =>
  measuredAuditCli('by-day', '2026-03-10', '--format', 'ndjson', ...local),
);
const printed = day.stdout
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line).event_key);
const exactlyOnce = printed.length === keys.length && printed.every((key, index) => key === keys[index]);
console.log(`  ${printed.length} events; each exactly once: ${exactlyOnce ? 'yes' : 'NO'}; ${mb(day.maxRssBytes)}`);

const range = ['--since', '2026-03-10', '--until', '2026-03-10T10:30Z'];
const verified = await printDuration('verify', () => measuredAuditCli('verify', ...range, ...local));
console.log(`  exit code ${verified.code}; ${mb(verified.maxRssBytes)}\n${verified.stdout}`);

table.destroy();
await stack.close();
