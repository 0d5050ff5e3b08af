import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { Command, InvalidArgumentError } from 'commander';
import { startProgress } from '../bin/terminal/progress.ts';
import { dynamoDbAuditTrail } from '../lambda/adapters/dynamodb/dynamodb-audit-trail.ts';
import { kmsDigestSigner } from '../lambda/adapters/kms/kms-digest-signer.ts';
import { s3AuditArchive } from '../lambda/adapters/s3/s3-audit-archive.ts';
import { windowAt } from '../lambda/domain/audit/chain/event-window.ts';
import { type LocalStack, startLocalStack } from '../local/stack.ts';
import { administratorDynamoDb } from '../test/support/playback-client.ts';
import { type Filled, fillTables } from './growth/fill-tables.ts';
import { timedDeskPages } from './questions/desk-page.ts';
import { digestHistory } from './questions/digest-history.ts';
import { type Question, questionsAbout } from './questions/questions.ts';
import { type TimedEnd, timedNode } from './questions/timed-process.ts';
import { machine } from './report/machine.ts';
import { pairedRatio, quantile } from './report/statistics.ts';

/**
 * `npm run bench:questions`: asks the questions of an auditor on a local stack with a million events in the table and in the
 * archive, and verifies all of them. Prints for each question the time of the whole command line, from its start to its
 * end, and the ratio to the least program that reads the same items; then the time of the desk's first page. A missed goal is reported and does not change the exit code.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const DAY_MS = 86_400_000;
const MOST_SECONDS = 2;
const MOST_PAGE_SECONDS = 1;
const MOST_VERIFY_BYTES = 200e6;

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 99999999 is needed.');
  return Number(text);
};
const { events, days, rounds } = new Command('npm run bench:questions --')
  .description('Asks an auditor’s questions about a large audit trail in the local stack.')
  .option('--events <n>', 'events in the table and in the archive', wholeNumber, 1_000_000)
  .option('--days <n>', 'days over which the events are spread', wholeNumber, 90)
  .option('--rounds <n>', 'rounds, in each of which every question is asked once', wholeNumber, 7)
  .parse()
  .opts<{ events: number; days: number; rounds: number }>();

const elapsed = async <T>(what: string, run: (at: (done: number, total: number) => void) => Promise<T>): Promise<T> => {
  const progress = startProgress({ label: what, unit: 'steps' });
  const startedAt = performance.now();
  try {
    return await run(progress.at);
  } finally {
    progress.stop();
    console.log(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
};

/** Writes the events into the table and, window by window, into the archive. They end now. */
const startWithHistory = async (dataDir: string): Promise<{ stack: LocalStack; filled: Filled; now: Date }> => {
  const empty = await startLocalStack({ dataDir });
  await empty.close();
  const now = new Date();
  const everyMs = (days * DAY_MS) / events;
  const firstMs = now.getTime() - days * DAY_MS;
  const filled = await elapsed(`${events} events written to the table`, at =>
    fillTables(join(dataDir, 'dynamodb'), empty.description.tables, {
      ...{ items: events, times: { firstMs, everyMs } },
      onItems: done => at(done, events),
    }),
  );
  const stack = await startLocalStack({ dataDir });
  const { aws, tables, auditArchive } = stack.description;
  const settings = {
    endpoint: aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const windows = days * 96;
  await elapsed('digests written to the archive', at =>
    digestHistory({
      trail: dynamoDbAuditTrail({ client: administratorDynamoDb(stack.description), table: tables.audit }),
      archive: s3AuditArchive({ client: s3, bucket: auditArchive.bucket }),
      signer: kmsDigestSigner({ client: new KMSClient(settings), keyArn: auditArchive.signingKeyArn }),
      ...{ first: windowAt(firstMs), now, onClosed: done => at(done, windows) },
    }),
  );
  return { stack, filled, now };
};

const measure = async (questions: readonly Question[], { aws, tables }: LocalStack['description']) => {
  const measured = questions.map(question => ({ question, ours: [] as TimedEnd[], least: [] as TimedEnd[] }));
  await elapsed('questions asked', async at => {
    // The first round only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const { question, ours, least } of measured) {
        const [program, ...args] = question.ask();
        const asked = await timedNode([`bin/${program}`, ...args, '--endpoint', aws]);
        if (asked.lines === 0) throw new Error(`${question.name} found nothing: exit code ${asked.code}`);
        const yardstick = JSON.stringify({ endpoint: aws, table: tables.audit, ...question.least });
        const read = await timedNode(['bench/questions/yardstick.js', yardstick]);
        if (round > 0) {
          ours.push(asked);
          least.push(read);
        }
      }
      at(round + 1, rounds + 1);
    }
  });
  return measured;
};

const secondsOf = (ends: readonly TimedEnd[]): number[] => ends.map(({ seconds }) => seconds);
const met = (isMet: boolean): string => (isMet ? 'yes' : 'NO');

const print = (measured: Awaited<ReturnType<typeof measure>>): void => {
  console.log(`\nquestion          lines  seconds  yardstick  ratio (middle half)   goal      met`);
  for (const { question, ours, least } of measured) {
    const seconds = quantile(secondsOf(ours), 0.5);
    const ratio = pairedRatio(secondsOf(ours), secondsOf(least));
    const spread = `${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`;
    const cells = [
      question.name.padEnd(16),
      String(ours[0]?.lines).padStart(6),
      seconds.toFixed(2).padStart(8),
      quantile(secondsOf(least), 0.5).toFixed(2).padStart(10),
      ` ${spread.padEnd(21)}`,
      `≤ ${MOST_SECONDS} s    ${met(seconds <= MOST_SECONDS)}`,
    ];
    console.log(cells.join(' '));
  }
};

const folder = await mkdtemp(join(tmpdir(), 'flex-secure-playback-questions-'));
let stack: LocalStack | undefined;
try {
  const started = await startWithHistory(folder);
  stack = started.stack;
  const { description } = stack;
  print(await measure(questionsAbout(started.filled, started.now), description));
  const pages = await timedDeskPages(description.aws, rounds + 1);
  const slowest = Math.max(...pages.map(({ seconds }) => seconds));
  console.log(
    `\nfirst page of the desk: ${pages[0]?.events} events; first answer ${pages[0]?.seconds.toFixed(2)} s, slowest of ${pages.length} ${slowest.toFixed(2)} s`,
  );
  console.log(`goal ≤ ${MOST_PAGE_SECONDS} s: ${met(slowest <= MOST_PAGE_SECONDS)}`);
  const verified = await elapsed('\nverify of everything', () =>
    timedNode([
      'bin/flex-audit.js',
      ...['verify', '--since', '2000-01-01', '--until', started.now.toISOString()],
      ...['--endpoint', description.aws],
    ]),
  );
  const mb = Math.round(verified.maxRssBytes / 1e6);
  console.log(`${verified.lastLines}exit code ${verified.code}; peak memory ${mb} MB`);
  console.log(`goal ≤ ${MOST_VERIFY_BYTES / 1e6} MB: ${met(verified.maxRssBytes <= MOST_VERIFY_BYTES)}`);
  const { machine: at, date } = machine();
  console.log(`\n${date}, ${at.cpu}, ${at.cores} cores, load ${at.loadAverage.join(' ')}, Node ${process.version}`);
} finally {
  await stack?.close();
  await rm(folder, { recursive: true, force: true });
}
