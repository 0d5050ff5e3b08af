import {
  CALL,
  IDLE_QUEUE,
  LISTENER_BYTES_PER_SECOND,
  S3_BYTES_PER_SECOND,
  SERVICE_WAIT_MS,
  TRAFFIC,
} from './assumptions.ts';
import { costLines } from './cost-lines.ts';
import { CALLBACK_FUNCTIONS, type CostMeasurements, MEASURED_FUNCTIONS, PLAYS, type PlayKind } from './measurements.ts';
import { MEMORY_CASES, memoryChoice } from './memory-choice.ts';
import { monthlyCosts } from './monthly-costs.ts';
import { type Prices, pricesFromMemory } from './prices.ts';

const VOLUMES = [10_000, 1_000_000, 100_000_000];
const HEADINGS: Readonly<Record<PlayKind, string>> = {
  s3: 'Presigned links (`delivery: "s3"`)',
  stream: 'Streamed links (`delivery: "stream"`)',
  encrypted: 'Encrypted recordings, each played for the first time',
};

const number = (value: number, digits = 0): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
/** Formats an amount to the cent. A smaller amount that is not zero becomes `under $0.01`. */
export const dollars = (value: number): string => (value > 0 && value < 0.01 ? 'under $0.01' : `$${number(value, 2)}`);

const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ['---', ...header.slice(1).map(() => '--:')], ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

const costTable = (measured: CostMeasurements, prices: Prices, kind: PlayKind): string => {
  const lines = costLines(measured, kind);
  const months = VOLUMES.map(plays => monthlyCosts(lines, prices, { plays, recordedCalls: plays }));
  const rows = lines.map(({ part, basis }, index) => [
    basis === 'play' ? part : `${part} (by ${basis})`,
    ...months.map(({ lines: priced }) => dollars(priced[index]?.usd ?? 0)),
  ]);
  return markdownTable(
    ['US dollars a month', ...VOLUMES.map(plays => `${number(plays)} plays`)],
    [...rows, ['**together**', ...months.map(({ total }) => `**${dollars(total)}**`)]],
  );
};

/** Returns one row for each table and index: number of writes, bytes and write units. */
const writesTable = (measured: CostMeasurements): string => {
  const writes = PLAYS.flatMap(kind =>
    MEASURED_FUNCTIONS.flatMap(name =>
      (measured.plays[kind][name]?.writes ?? []).map(write => [
        kind,
        name,
        write.place,
        number(write.bytes),
        String(write.units),
      ]),
    ),
  );
  return markdownTable(['play', 'function', 'table or index', 'bytes', 'write units'], writes);
};

/** Returns such rows for the two kinds of callbacks. */
const callbackWritesTable = ({ callbacks }: CostMeasurements): string => {
  const kinds = [
    ['recording', callbacks.recording],
    ['task event', callbacks.task],
  ] as const;
  const writes = kinds.flatMap(([kind, works]) =>
    CALLBACK_FUNCTIONS.flatMap(name =>
      works[name].writes.map(({ place, bytes, units }) => [kind, name, place, number(bytes), String(units)]),
    ),
  );
  return markdownTable(['callback', 'function', 'table or index', 'bytes', 'write units'], writes);
};

const memoryTables = (measured: CostMeasurements, prices: Prices): string =>
  MEMORY_CASES.map(of => {
    const { rows, chosenMb, rule } = memoryChoice(measured, prices, of);
    const cells = rows.map(row => [
      row.memoryMb === chosenMb ? `**${number(row.memoryMb)}**` : number(row.memoryMb),
      number(row.coldMs),
      number(row.warmMs),
      number(row.billedMs),
      dollars(row.perMillion),
    ]);
    const header = ['MB', 'cold answer, ms', 'warm answer, ms', 'charged, ms', 'a million invocations'];
    return `**${of.name}.** The rule: ${rule}. The cheapest such size is ${number(chosenMb)} MB.\n\n${markdownTable(header, cells)}`;
  }).join('\n\n');

/** Returns the whole of docs/costs.md. */
export const costDocument = (measured: CostMeasurements, prices: Prices): string => {
  const { machine, date, node, rounds } = measured;
  const waits = Object.entries(SERVICE_WAIT_MS).map(([service, milliseconds]) => `${service} ${milliseconds} ms`);
  return `# Costs

This page is the output of \`npm run --silent costs -- --markdown\`; a test compares it. \`npm run costs -- --help\` lists the options: other
volumes, your own price list, JSON.

**Measured** on ${date} (${machine['cpu']}, ${machine['cores']} cores, ${node}, ${rounds} rounds of new processes): the calls that a play and a callback make, the items that they
write with their size in each index, the bytes that functions log, and the CPU time of the deployed bundles with TLS. Alarms and keys are counted in the template.

**Assumed:** a call of ${CALL.seconds / 60} minutes with both sides, ${number(CALL.recordingBytes / 1e6, 1)} MB; one play for each recorded call; ${TRAFFIC.coldShare * 100} % of the invocations start a new
environment; answers after ${waits.join(', ')}; ${S3_BYTES_PER_SECOND / 1e6} MB/s from S3 to a function and ${LISTENER_BYTES_PER_SECOND / 1e6} MB/s to a listener; ${TRAFFIC.preflightsPerPlay} preflight for each API and play;
${TRAFFIC.recordingCallbacksPerCall} recording callbacks and ${TRAFFIC.taskEventsPerCall} task events a call, each of which costs as much as the first of its kind;
a message that Lambda delivers alone, and ${IDLE_QUEUE.pollers} requests of ${IDLE_QUEUE.waitSeconds} seconds that it always has open at the queue; the lines that Lambda and API Gateway add to the logs. One Lambda core (1,769 MB) is
taken to be as fast as one core of the machine above; a slower core changes the lines of Lambda and no other. All of it is in
\`bench/costs/assumptions.ts\`.

**Prices** are those of ${prices.region}, ${prices.date}, each with its source in \`bench/costs/prices.json\`. ${pricesFromMemory(prices).length} of ${Object.keys(prices.usd).length} were **written from memory**, the others were found on pages
of third parties: check them before you rely on totals. Free tiers, discounts for quantity and taxes are left out, so large volumes cost less. Not counted:
the storage of recordings, the Flex Insights player's other requests, Twilio's own prices, CloudTrail (\`auditReadTrail\`), e-mails, requests of DynamoDB
and S3 to KMS for their own keys, what is stored for longer than the month in which it was written, and two options:

- \`verifyOnArrival\`: for each encrypted recording one event of EventBridge, one invocation of media-verifier that reads the whole object, one request to KMS, and an
  entry of the catalog that is read twice and written once. The first play costs less. Two more alarms.
- \`attachUrlProvider\`: one or more messages for each recorded call through a second queue, which Lambda also asks when it is empty; one invocation of media-attacher for each
  message, with a request to Twilio or two. Five more alarms and one more secret.

${PLAYS.map(kind => `## ${HEADINGS[kind]}\n\n${costTable(measured, prices, kind)}`).join('\n\n')}

Costs are linear: a fixed part by the month, and the same amount for each play and each recorded call. The transfer of the recording is the largest part
of each play, and it does not depend on this product: it is the price of bytes that leave AWS.

## What a play writes

${writesTable(measured)}

An item of more than 1,024 bytes takes another write unit, in the table and in each index that holds all of it.

## What a callback writes

${callbackWritesTable(measured)}

twilio-events writes nothing: it sends one message, and catalog-writer writes what the message says. Beside the recording, the call and the task have an entry each
([ADR 16](adr/0016-joins-are-sets.md)).

## Memory sizes

Lambda charges time × memory, and gives CPU in proportion to memory. So more memory makes the busy part of an invocation shorter and the waiting part more expensive.

${memoryTables(measured, prices)}

These sizes are deployed (\`lib/functions/memory-sizes.ts\`); why, and what else could be: [ADR 11](adr/0011-memory-is-cpu.md).
`;
};
