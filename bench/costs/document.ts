import {
  CALL,
  IDLE_QUEUE,
  LISTENER_BYTES_PER_SECOND,
  NOT_MEASURED,
  S3_BYTES_PER_SECOND,
  SERVICE_WAIT_MS,
  TRAFFIC,
} from './assumptions.ts';
import { type CostLine, costLines } from './cost-lines.ts';
import {
  CALLBACK_FUNCTIONS,
  type CostMeasurements,
  MEASURED_FUNCTIONS,
  OPTIONS,
  type OptionName,
  PLAYS,
  type PlayKind,
} from './measurements.ts';
import { MEMORY_CASES, memoryChoice } from './memory-choice.ts';
import { monthlyCosts } from './monthly-costs.ts';
import { optionLines } from './option-lines.ts';
import { type Prices, pricesFromMemory } from './prices.ts';

const VOLUMES = [10_000, 1_000_000, 100_000_000];
const HEADINGS: Readonly<Record<PlayKind, string>> = {
  s3: 'Presigned links (`delivery: "s3"`)',
  stream: 'Streamed links (`delivery: "stream"`)',
  encrypted: 'Encrypted recordings, each played for the first time',
};

const OPTION_TEXTS: Readonly<Record<OptionName, { readonly kind: PlayKind; readonly text: string }>> = {
  createBucket: {
    kind: 's3',
    text: 'With presigned links. S3 writes the access log of the bucket, and access-log-reader puts each fetch on record. One object of the log for each play is the most that is likely.',
  },
  verifyOnArrival: {
    kind: 'encrypted',
    text: 'Each recorded call has an encrypted recording, and media-verifier reads all of it. The first play then costs less than in the table above: it neither reads all of the object nor writes the note.',
  },
  attachUrlProvider: {
    kind: 'encrypted',
    text: 'A second queue, from catalog-writer to media-attacher. A message for each callback is the most that a recording takes.',
  },
};

const number = (value: number, digits = 0): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
/** Formats an amount to the cent. A smaller amount that is not zero becomes `under $0.01`. */
export const dollars = (value: number): string => (value > 0 && value < 0.01 ? 'under $0.01' : `$${number(value, 2)}`);

const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, ['---', ...header.slice(1).map(() => '--:')], ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');

const costTable = (lines: readonly CostLine[], prices: Prices): string => {
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

const optionTables = (measured: CostMeasurements, prices: Prices): string =>
  OPTIONS.map(option => {
    const { kind, text } = OPTION_TEXTS[option];
    return `### \`${option}\`\n\n${text}\n\n${costTable(optionLines(measured, kind, option), prices)}`;
  }).join('\n\n');

/** Returns what was counted in the template of each deployment. */
const countsTable = ({ fixed, options }: CostMeasurements): string => {
  const all = [
    ...PLAYS.map(kind => [kind, fixed[kind]] as const),
    ...OPTIONS.map(option => [`\`${option}\` adds`, options[option]] as const),
  ];
  const rows = all.map(([name, { functions, alarms, alarmMetrics, kmsKeys }]) => [
    name,
    ...[functions, alarms, alarmMetrics, kmsKeys].map(String),
  ]);
  return markdownTable(['deployment', 'functions', 'alarms', 'metrics of alarms', 'keys'], rows);
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
  const unmeasured = Object.entries(NOT_MEASURED.invocationMs).map(([name, ms]) => `${name} ${ms} ms`);
  const waits = Object.entries(SERVICE_WAIT_MS).map(([service, milliseconds]) => `${service} ${milliseconds} ms`);
  return `# Costs

This page is the output of \`npm run --silent costs -- --markdown\`; a test compares it. \`npm run costs -- --help\` lists the options: other
volumes, your own price list, JSON.

**Measured** on ${date} (${machine['cpu']}, ${machine['cores']} cores, ${node}, ${rounds} rounds of new processes): the calls that a play and a callback make, the items that they
write with their size in each index, the bytes that functions log, and the CPU time of the deployed bundles with TLS. The machine did other work at the same time: that changes durations, not calls, items and bytes.
Alarms, their metrics and keys are counted in the template.

**Not measured here:** the functions that options add, and those that run on a schedule or with a deployment. Their requests follow from their code. Assumed are, for an average invocation,
${unmeasured.join(', ')}; media-verifier also reads the object, and takes ${NOT_MEASURED.arrivalAttempts} attempts. audit-digest and
audit-verifier take 0.1 ms for an event ([the daily verification](audit-trail.md#the-daily-verification)) and a second for a run; audit-verifier also waits for each object of the archive.

**Assumed:** a call of ${CALL.seconds / 60} minutes with both sides, ${number(CALL.recordingBytes / 1e6, 1)} MB; one play for each recorded call; ${TRAFFIC.coldShare * 100} % of the invocations start a new
environment; answers after ${waits.join(', ')}; ${S3_BYTES_PER_SECOND / 1e6} MB/s from S3 to a function and ${LISTENER_BYTES_PER_SECOND / 1e6} MB/s to a listener; ${TRAFFIC.preflightsPerPlay} preflight for each API and play;
${TRAFFIC.recordingCallbacksPerCall} recording callbacks and ${TRAFFIC.taskEventsPerCall} task events a call, each of which costs as much as the first of its kind;
a message that Lambda delivers alone, and ${IDLE_QUEUE.pollers} requests of ${IDLE_QUEUE.waitSeconds} seconds that it always has open at the queue; the lines that Lambda and API Gateway add to the logs. One Lambda core (1,769 MB) is
taken to be as fast as one core of the machine above; a slower core changes the lines of Lambda and no other. All of it is in
\`bench/costs/assumptions.ts\`.

**Prices** are those of ${prices.region}, ${prices.date}, each with its source in \`bench/costs/prices.json\`. ${pricesFromMemory(prices).length} of ${Object.keys(prices.usd).length} were **written from memory**, the others were found on pages
of third parties: check them before you rely on totals. Free tiers, discounts for quantity and taxes are left out, so large volumes cost less. Not counted:
the storage of recordings, the Flex Insights player's other requests, Twilio's own prices, CloudTrail (\`auditReadTrail\`), the dashboard, X-Ray, AWS WAF, e-mails, requests of DynamoDB
and S3 to KMS for their own keys, what is stored for longer than the month in which it was written, and what the daily
verification reads again of earlier months: audit-verifier reads each event once in 30 days. [Three options](#options) are added below.

${PLAYS.map(kind => `## ${HEADINGS[kind]}\n\n${costTable(costLines(measured, kind), prices)}`).join('\n\n')}

Costs are linear: a fixed part by the month, and the same amount for each play and each recorded call. The transfer of the recording is the largest part
of each play, and it does not depend on this product: it is the price of bytes that leave AWS.

## Options

Each of these tables is in addition to one above. \`npm run costs -- --kind encrypted --with verifyOnArrival attachUrlProvider\` prints them together.

${optionTables(measured, prices)}

## What is deployed

${countsTable(measured)}

AWS charges for each metric that an alarm watches: an alarm on the difference of two metrics costs twice as much. The secrets and the queues are not in this table.

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
