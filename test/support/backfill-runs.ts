import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { ENCRYPTION_SPELLINGS } from '../../local/twilio/encryption-spelling.ts';
import type { TwilioRecording } from '../../local/twilio/recording-resource.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';
import { type CatalogTable, startCatalogTable } from './catalog-table.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;

/** The Twilio stub of a test file. */
export let twilio: TwilioStub;
/** The catalog of the current test. */
export let table: CatalogTable;
/** The requests to Twilio in the current test, one line each. */
export const asked: string[] = [];
let folder: string;

/** Starts a Twilio with these recordings for one test file, and an empty catalog for each test. */
export const useBackfill = (recordings: readonly TwilioRecording[]): void => {
  beforeAll(async () => {
    twilio = await startTwilioStub({ accountSid: ACCOUNT, recordings, log: line => asked.push(line) });
  });
  afterAll(() => twilio.close());

  beforeEach(async () => {
    const { authToken, apiKeySid, apiKeySecret } = twilio.account;
    table = await startCatalogTable({ 'twilio/flex': JSON.stringify({ authToken, apiKeySid, apiKeySecret }) });
    folder = await mkdtemp(join(tmpdir(), 'backfill-'));
    asked.length = 0;
  });
  afterEach(async () => {
    await fetch(`${twilio.url}/__faults`, { method: 'DELETE' });
    await table.close();
    await rm(folder, { recursive: true });
  });
};

/** The file with the progress of the current test's backfill. */
export const notes = () => join(folder, 'notes.json');

/** The command line of a backfill since the beginning of 2026. */
export const command = (...more: string[]) => [
  'bin/flex-catalog.js',
  ...['backfill', '--since', '2026-01-01', '--json', '--notes', notes()],
  ...['--endpoint', table.endpoint.url, '--table', table.table, '--account', ACCOUNT, '--secret', 'twilio/flex'],
  ...['--twilio-base-url', twilio.url, ...more],
];

/** All entries about recordings, without the items that join them with tasks. */
export const items = async () => {
  const found: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client: table.client }, { TableName: table.table })) {
    found.push(...Items.map(item => unmarshall(item)));
  }
  const entries = found.filter(item => String(item['recording_sid']).startsWith('RE'));
  return entries.sort((a, b) => String(a['recording_sid']).localeCompare(String(b['recording_sid'])));
};

/** The number of all items. */
export const countItems = async (): Promise<number> => {
  let count = 0;
  const pages = paginateScan({ client: table.client }, { TableName: table.table, Select: 'COUNT' });
  for await (const page of pages) count += page.Count ?? 0;
  return count;
};

/** The entry that a backfill writes for a recording. */
export const entryOf = (recording: TwilioRecording) => ({
  recording_sid: recording.sid,
  account_sid: ACCOUNT,
  call_sid: recording.callSid,
  started_at: recording.startedAt.toISOString(),
  duration_seconds: recording.durationSeconds,
  channels: recording.channels,
  status: 'completed',
  ...(recording.encryption && { encryption: ENCRYPTION_SPELLINGS.callback(recording.encryption) }),
});
