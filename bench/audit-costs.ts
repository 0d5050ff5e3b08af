/** Prices of us-east-1 in US dollars, as known in November 2026. Check them before you rely on them. */
const PRICE = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  tableGbMonth: 0.25,
  tableBackupGbMonth: 0.2,
  archivePut: 0.005e-3,
  archiveGet: 0.0004e-3,
  archiveGbMonth: 0.023,
  signature: 0.15e-4,
  keyMonth: 1,
  lambdaGbSecond: 13.3334e-6,
  lambdaRequest: 0.2e-6,
  alarmMonth: 0.1,
} as const;

const DAYS = 30;
const WINDOWS_A_MONTH = DAYS * 96;
const INDEXES = 2;
const ALARMS = 4;
const DIGEST_GB = 1.769;
/** Measured on the local stack, rounded up: the time of a run without events, and of each archived event. */
const DIGEST_SECONDS = { run: 1, event: 0.1e-3 };
/** How often digest runs read an event: to archive it, and to count it in the four next runs and two midnight checks. */
const DIGEST_READS_OF_AN_EVENT = 1 + 4 + 2;
/** Size after gzip, measured with generated events. */
const ARCHIVED_BYTES_PER_EVENT = 300;

export interface Load {
  readonly events: number;
  readonly itemBytes: number;
}

/** DynamoDB's units: one per started kilobyte of a write, half of one per 4 KB of an eventually consistent read. */
export const writeUnits = (itemBytes: number): number => Math.ceil(itemBytes / 1024);
const readUnits = (bytes: number): number => Math.ceil(bytes / 4096) / 2;

/** Returns the costs of a month in US dollars, by purpose. Storage is that of the first month's events. */
export const monthlyCosts = ({ events, itemBytes }: Load): Readonly<Record<string, number>> => {
  const tableGb = (events * itemBytes * (1 + INDEXES)) / 1e9;
  const archiveGb = (events * ARCHIVED_BYTES_PER_EVENT) / 1e9;
  const digestReads = readUnits(events * itemBytes * DIGEST_READS_OF_AN_EVENT) + WINDOWS_A_MONTH * 16;
  const digestSeconds = WINDOWS_A_MONTH * DIGEST_SECONDS.run + events * DIGEST_SECONDS.event;
  return {
    'writing events (table and two indexes)': events * writeUnits(itemBytes) * (1 + INDEXES) * PRICE.writeUnit,
    'storing the events of a month, with backups':
      tableGb * PRICE.tableGbMonth + (tableGb / (1 + INDEXES)) * PRICE.tableBackupGbMonth,
    'digests: reading the index': digestReads * PRICE.readUnit,
    'digests: the function': digestSeconds * DIGEST_GB * PRICE.lambdaGbSecond + WINDOWS_A_MONTH * PRICE.lambdaRequest,
    'digests: signatures and key': WINDOWS_A_MONTH * PRICE.signature + PRICE.keyMonth,
    'archive: requests, and storing a month':
      // Two puts, and four listings with the price of a put; six gets, and the gets of the midnight checks.
      WINDOWS_A_MONTH * (6 * PRICE.archivePut + 6 * PRICE.archiveGet) +
      DAYS * 192 * PRICE.archiveGet +
      archiveGb * PRICE.archiveGbMonth,
    alarms: ALARMS * PRICE.alarmMonth,
  };
};

/** Returns the requests, units and costs of `by-day` for an average day. */
export const byDayCost = ({ events, itemBytes }: Load, pageItems: number, shards: number) => {
  const eventsOfDay = Math.ceil(events / DAYS);
  const units = Math.max(readUnits(eventsOfDay * itemBytes), shards / 2);
  return {
    eventsOfDay,
    requests: shards * Math.max(1, Math.ceil(eventsOfDay / shards / pageItems)),
    units,
    dollars: units * PRICE.readUnit,
  };
};
