import { MEMORY_MB } from '../../lib/functions/memory-sizes.ts';
import { CALL, NOT_MEASURED, S3_BYTES_PER_SECOND, SERVICE_WAIT_MS, TRAFFIC } from './assumptions.ts';
import { type Basis, type CostLine, idleQueue, logs, SQS_REQUESTS_PER_BATCH, storage, unitsOf } from './cost-lines.ts';
import { digestedUnits } from './digest-lines.ts';
import type { CostMeasurements, OptionName, PlayKind } from './measurements.ts';
import { verifiedUnits } from './verifier-lines.ts';

/**
 * Returns the lines that an option adds to the costs. The functions of options are not measured: their requests follow from
 * their code, their durations are assumptions.
 */
export const optionLines = (measured: CostMeasurements, kind: PlayKind, option: OptionName): CostLine[] => [
  ...LINES[option](measured, kind),
  line(`${option}: alarms`, 'month', { alarmMonth: measured.options[option].alarmMetrics }),
];

/** S3 delivers objects of the access log, and access-log-reader puts fetches with presigned links on record. */
const accessLogLines = ({ plays }: CostMeasurements, kind: PlayKind): CostLine[] => {
  const { logObjectsPerPlay, logLinesPerPlay, logLineBytes } = NOT_MEASURED;
  const link = plays.s3['url-provider'];
  const reading = [
    lambda('access-log-reader', 'play', logObjectsPerPlay),
    line('access log: its objects', 'play', {
      eventBridgeEvent: logObjectsPerPlay,
      s3Get: logObjectsPerPlay,
      s3GbMonth: (logLinesPerPlay * logLineBytes) / 1e9,
    }),
  ];
  // Only a presigned link is fetched from S3 by the listener. The event is about as large as the one about the link.
  if (!link || kind !== 's3') return reading;
  const events = link.writes.filter(({ place }) => place === 'AccessAudit');
  return [
    ...reading,
    line('access log: audit events, written', 'play', {
      dynamoDbWriteUnit: unitsOf(link, 'AccessAudit'),
      // One query of the recording's events since the link was issued.
      dynamoDbReadUnit: 1,
    }),
    line('access log: audit events, stored for a month', 'play', storage(link.growth)),
    line('access log: audit events, digested', 'play', digestedUnits(events)),
    line('access log: audit events, verified', 'play', verifiedUnits(events)),
  ];
};

/** Each object that arrives starts media-verifier. It reads the whole of an encrypted one, as the first play would. */
const arrivalLines = ({ plays }: CostMeasurements, kind: PlayKind): CostLine[] => {
  const attempts = NOT_MEASURED.arrivalAttempts;
  const isEncrypted = kind === 'encrypted';
  const verifyMs = isEncrypted ? (CALL.recordingBytes / S3_BYTES_PER_SECOND) * 1000 : 0;
  const media = plays.encrypted.media;
  return [
    lambda('media-verifier', 'recorded call', attempts, verifyMs),
    line('arrivals: events of S3', 'recorded call', { eventBridgeEvent: 1 }),
    line('arrivals: catalog, read and written', 'recorded call', {
      // Each attempt looks the recording up, and the last one also reads the note of an earlier verification, eventually consistent.
      dynamoDbReadUnit: attempts + (isEncrypted ? 0.5 : 0),
      // The same note as that of the first play.
      dynamoDbWriteUnit: isEncrypted && media ? unitsOf(media, 'RecordingsCatalog') : 0,
    }),
    ...(isEncrypted
      ? [
          // The object and its description after that.
          line('arrivals: S3 requests', 'recorded call', { s3Get: 2 }),
          line('arrivals: KMS, content keys', 'recorded call', { kmsRsa2048: 1 }),
        ]
      : []),
  ];
};

/** catalog-writer sends a message about each recording whose task is known, and media-attacher writes the task at Twilio. */
const attachmentLines = ({ coldCalls }: CostMeasurements): CostLine[] => {
  const messages = NOT_MEASURED.attachmentsPerCall;
  const batches = messages / TRAFFIC.messagesPerBatch;
  const coldReads = coldCalls['twilio-events']['secretsmanager GetSecretValue'] ?? 0;
  // It looks the recording up, and sends the message after that.
  const writerSeconds = (SERVICE_WAIT_MS.dynamodb + SERVICE_WAIT_MS.sqs) / 1000;
  return [
    lambda('media-attacher', 'recorded call', batches),
    line('attachments: longer runs of catalog-writer', 'recorded call', {
      lambdaGbSecond: messages * writerSeconds * (MEMORY_MB['catalog-writer'] / 1024),
    }),
    line('attachments: catalog, read', 'recorded call', { dynamoDbReadUnit: messages }),
    line('attachments: queue', 'recorded call', { sqsRequest: messages + batches * SQS_REQUESTS_PER_BATCH }),
    line('attachments: secret, read at cold starts', 'recorded call', {
      secretRead: batches * TRAFFIC.coldShare * coldReads,
    }),
    line('attachments: asking an empty queue', 'month', idleQueue()),
    line('attachments: secret', 'month', { secretMonth: 1 }),
  ];
};

const LINES: Readonly<Record<OptionName, (measured: CostMeasurements, kind: PlayKind) => CostLine[]>> = {
  createBucket: accessLogLines,
  verifyOnArrival: arrivalLines,
  attachUrlProvider: attachmentLines,
};

const line = (part: string, basis: Basis, units: CostLine['units']): CostLine => ({ part, basis, units });

/** @param moreMs what one of the invocations takes in addition to the assumed duration, milliseconds */
const lambda = (
  name: keyof typeof NOT_MEASURED.invocationMs,
  basis: Basis,
  invocations: number,
  moreMs = 0,
): CostLine => {
  const seconds = (invocations * NOT_MEASURED.invocationMs[name] + moreMs) / 1000;
  return {
    ...line(`Lambda: ${name}, with its log`, basis, {
      lambdaGbSecond: seconds * (MEMORY_MB[name] / 1024),
      lambdaRequest: invocations,
      ...logs({ bytes: invocations * NOT_MEASURED.logBytes, invocations, accessLogLines: 0 }),
    }),
    invokes: name,
  };
};
