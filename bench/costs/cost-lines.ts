import type { FunctionName } from '../../lib/config/playback-config.ts';
import { MEMORY_MB } from '../../lib/functions/memory-sizes.ts';
import { CALL, CUSTOM_METRICS, DEPLOYMENTS, IDLE_QUEUE, SERVICE_LOG_BYTES, TRAFFIC } from './assumptions.ts';
import { digestLines } from './digest-lines.ts';
import { invocationMs } from './durations.ts';
import { heardLines } from './heard-lines.ts';
import {
  CALLBACK_FUNCTIONS,
  type CostMeasurements,
  type MeasuredName,
  type PlayKind,
  type Work,
} from './measurements.ts';
import type { PriceName } from './prices.ts';
import { verifierLines } from './verifier-lines.ts';

/** The unit in which a line is counted. */
export type Basis = 'play' | 'recorded call' | 'month';

/** One part of the costs: how many units of which price each play, call or month takes. */
export interface CostLine {
  readonly part: string;
  readonly basis: Basis;
  /** The function whose invocations are a part of the line. */
  readonly invokes?: FunctionName;
  readonly units: Readonly<Partial<Record<PriceName, number>>>;
}

/** Bytes that DynamoDB stores in addition to each item. */
const ITEM_OVERHEAD_BYTES = 100;
const GB = 1e9;
const SECONDS_A_MONTH = 30 * 86_400;
/** Lambda receives a batch and deletes the processed messages. */
export const SQS_REQUESTS_PER_BATCH = 2;
/** Backups cover tables, not indexes. */
const isTable = (place: string): boolean => !place.includes(' ');

/** Returns every line of costs of a deployment that plays recordings in this way. */
export const costLines = (measured: CostMeasurements, kind: PlayKind): CostLine[] => {
  const { 'url-provider': link, media } = measured.plays[kind];
  if (!link) throw new Error('no play was measured');
  const works = media ? [link, media] : [link];
  const total = (of: (work: Work) => number): number => works.reduce((sum, work) => sum + of(work), 0);
  const calls = (pattern: RegExp): number => total(work => callsOf(work, pattern));
  const writesTo = (table: string): number => total(work => unitsOf(work, table));
  const cold = (name: MeasuredName): number =>
    TRAFFIC.coldShare * (measured.coldCalls[name]['secretsmanager GetSecretValue'] ?? 0);
  const fixed = measured.fixed[kind];
  const events = works.flatMap(({ writes }) => writes).filter(({ place }) => place === 'AccessAudit');
  const requests = 1 + (media?.invocations ?? 0);
  return [
    lambda(measured, kind, 'url-provider', 1),
    ...(media ? [lambda(measured, kind, 'media', media.invocations)] : []),
    play('HTTP API', { httpApiRequest: 1 + TRAFFIC.preflightsPerPlay }),
    ...(media ? [play('REST API', { restApiRequest: media.invocations + TRAFFIC.preflightsPerPlay })] : []),
    play('the recording, to the listener', { transferOutGb: CALL.recordingBytes / GB }),
    play('audit events, written', { dynamoDbWriteUnit: writesTo('AccessAudit') }),
    play('audit events, stored for a month', storage(works.flatMap(({ growth }) => growth).filter(isAuditEvent))),
    ...(media ? [play('streamed links, written', { dynamoDbWriteUnit: writesTo('MediaLinks') })] : []),
    ...(kind === 'encrypted'
      ? [play('verification, noted', { dynamoDbWriteUnit: writesTo('RecordingsCatalog') })]
      : []),
    play('catalog and links, read', { dynamoDbReadUnit: total(({ readUnits }) => readUnits) }),
    play('S3 requests', { s3Get: calls(/^s3 /) + (media ? 0 : TRAFFIC.s3GetsOfPlayer) }),
    ...(kind === 'encrypted' ? [play('KMS, content keys', { kmsRsa2048: calls(/^kms /) })] : []),
    play('secret, read at cold starts', { secretRead: cold('url-provider') }),
    play('logs', logs({ bytes: total(({ logBytes }) => logBytes), invocations: requests, accessLogLines: requests })),
    ...callbackLines(measured, cold('twilio-events')),
    ...digestLines(events),
    ...verifierLines(events),
    ...(media ? heardLines(link, media) : []),
    deployments(),
    month('callbacks: asking an empty queue', idleQueue()),
    month('alarms', { alarmMonth: fixed.alarmMetrics }),
    month('custom metrics', { metricMonth: CUSTOM_METRICS }),
    month('keys', { kmsKeyMonth: fixed.kmsKeys }),
    month('secret', { secretMonth: 1 }),
  ];
};

const callbackLines = (measured: CostMeasurements, coldReads: number): CostLine[] => {
  const { recording, task } = measured.callbacks;
  const { recordingCallbacksPerCall, taskEventsPerCall, messagesPerBatch } = TRAFFIC;
  const perCall = (of: (work: Work) => number): number =>
    CALLBACK_FUNCTIONS.reduce(
      (sum, name) => sum + recordingCallbacksPerCall * of(recording[name]) + taskEventsPerCall * of(task[name]),
      0,
    );
  const callbacks = recordingCallbacksPerCall + taskEventsPerCall;
  const batches = callbacks / messagesPerBatch;
  const call = (part: string, units: CostLine['units']): CostLine => ({ part, basis: 'recorded call', units });
  // Later callbacks of the same call replace facts or add only a few bytes.
  const stored = [...recording['catalog-writer'].growth, ...task['catalog-writer'].growth];
  return [
    { ...lambda(measured, 'encrypted', 'twilio-events', callbacks), basis: 'recorded call' },
    { ...lambda(measured, 'encrypted', 'catalog-writer', batches), basis: 'recorded call' },
    call('callbacks: HTTP API', { httpApiRequest: callbacks }),
    call('callbacks: queue', {
      sqsRequest: perCall(work => callsOf(work, /^sqs /)) + batches * SQS_REQUESTS_PER_BATCH,
    }),
    call('callbacks: catalog, written', { dynamoDbWriteUnit: perCall(work => unitsOf(work, 'RecordingsCatalog')) }),
    call('callbacks: catalog, stored for a month', storage(stored)),
    call('callbacks: secret, read at cold starts', { secretRead: callbacks * coldReads }),
    call(
      'callbacks: logs',
      logs({
        bytes: perCall(({ logBytes }) => logBytes),
        invocations: callbacks + batches,
        accessLogLines: callbacks,
      }),
    ),
  ];
};

/** Returns the requests of Lambda to a queue without messages, in a month. */
export const idleQueue = (): CostLine['units'] => ({
  sqsRequest: (IDLE_QUEUE.pollers * SECONDS_A_MONTH) / IDLE_QUEUE.waitSeconds,
});

/** Returns the costs of putting changes of the policies on record: one item for each deployment that has one. */
const deployments = (): CostLine => {
  const seconds = DEPLOYMENTS.policiesPerMonth * DEPLOYMENTS.seconds;
  return {
    ...month('deployed policies: put on record', {
      // The table, and the index of the day.
      dynamoDbWriteUnit: 2 * DEPLOYMENTS.policiesPerMonth,
      lambdaGbSecond: seconds * (MEMORY_MB['policy-recorder'] / 1024),
      lambdaRequest: DEPLOYMENTS.policiesPerMonth,
    }),
    invokes: 'policy-recorder',
  };
};

const play = (part: string, units: CostLine['units']): CostLine => ({ part, basis: 'play', units });
const month = (part: string, units: CostLine['units']): CostLine => ({ part, basis: 'month', units });

const lambda = (measured: CostMeasurements, kind: PlayKind, name: MeasuredName, invocations: number): CostLine => {
  const memoryMb = MEMORY_MB[name];
  const seconds = invocationMs(measured, { kind, name, memoryMb }).billed / 1000;
  const units = { lambdaGbSecond: invocations * seconds * (memoryMb / 1024), lambdaRequest: invocations };
  return { ...play(`Lambda: ${name}`, units), invokes: name };
};

type Growth = Work['growth'][number];

/** Returns whether this is the growth of the audit table or of one of its indexes. */
export const isAuditEvent = ({ place }: Growth): boolean => place.startsWith('AccessAudit');
const callsOf = ({ calls }: Work, pattern: RegExp): number =>
  Object.entries(calls).reduce((sum, [name, count]) => sum + (pattern.test(name) ? count : 0), 0);
/** Returns the write units of a function's writes to a table and its indexes. */
export const unitsOf = ({ writes }: Work, table: string): number =>
  writes.filter(({ place }) => place.split(' ')[0] === table).reduce((sum, { units }) => sum + units, 0);

/** Returns what a month of storage takes, with the backup of the tables. */
export const storage = (growth: readonly Growth[]): CostLine['units'] => {
  const gb = (places: readonly Growth[]): number =>
    places.reduce((sum, { items, bytes }) => sum + bytes + items * ITEM_OVERHEAD_BYTES, 0) / GB;
  return {
    dynamoDbGbMonth: gb(growth),
    dynamoDbBackupGbMonth: gb(growth.filter(({ place }) => isTable(place))),
  };
};

/** Returns what logs take. An invocation logs its own lines and those of Lambda. A request to an API logs one line in the API's access log. */
export const logs = (counts: {
  readonly bytes: number;
  readonly invocations: number;
  readonly accessLogLines: number;
}): CostLine['units'] => {
  const { invocation, accessLogLine } = SERVICE_LOG_BYTES;
  const gb = (counts.bytes + counts.invocations * invocation + counts.accessLogLines * accessLogLine) / GB;
  return { logGb: gb, logGbMonth: gb };
};
