import { signedDynamoDb } from '../../lambda/adapters/aws/signed-calls.ts';
import { dynamoDbEndedCoverages } from '../../lambda/adapters/dynamodb/coverage/dynamodb-ended-coverages.ts';
import { dynamoDbLinkCoverages } from '../../lambda/adapters/dynamodb/coverage/dynamodb-link-coverages.ts';
import { type CoveredLink, type LinkCoverage, withAnswer } from '../../lambda/domain/media/coverage/link-coverage.ts';
import { linkHashOf, newLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import type { EndedCoverages, LinkCoverages } from '../../lambda/domain/media/ports.ts';
import { connectionTo } from './aws-connection.ts';
import { grant } from './grant.ts';
import { type ScriptedTable, startScriptedTable, type TableKeys } from './scripted-table.ts';

/** The keys and the index of the table LinkCoverage. */
export const COVERAGE_TABLE: TableKeys = {
  table: 'coverage',
  key: ['link_hash'],
  indexes: { 'by-due': ['due_shard', 'due_at'] },
  numbers: ['due_at'],
};

/** An implementation of both ports. */
export type Coverages = LinkCoverages & EndedCoverages;

export interface CoverageTable extends Pick<ScriptedTable, 'server' | 'client' | 'close' | 'item' | 'put'> {
  readonly coverages: Coverages;
}

/** Starts a table on loopback with the keys and the index of LinkCoverage. */
export const startCoverageTable = async (): Promise<CoverageTable> => {
  const scripted = await startScriptedTable(COVERAGE_TABLE);
  const connection = signedDynamoDb(connectionTo(scripted.server.url));
  return {
    ...scripted,
    coverages: {
      ...dynamoDbLinkCoverages(connection, scripted.table),
      ...dynamoDbEndedCoverages(connection, scripted.table),
    },
  };
};

/** When the links of these tests expire. */
export const COVERED_UNTIL = new Date('2026-11-24T02:36:14.000Z');

let serial = 0;

/** A new link that somebody opened. */
export const coveredLink = (changes: Partial<CoveredLink> = {}): CoveredLink => {
  const { recordingSid, caller, decision, object } = grant();
  const { workerSid, identity, realmUserId, roles, tokenFingerprint } = caller;
  return {
    linkHash: linkHashOf(newLinkToken()),
    eventId: `0199b2a4-7c3e-7d11-8a55-${String(++serial).padStart(12, '0')}`,
    recordingSid,
    caller: { workerSid, identity, realmUserId, roles, tokenFingerprint },
    decision,
    object: { key: object.key, versionId: 'v1' },
    client: { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' },
    expiresAt: COVERED_UNTIL,
    ...changes,
  };
};

/** Half of a recording of four seconds. Later ones begin where the one before has ended. */
export const coverageAfter = (before?: LinkCoverage): LinkCoverage => {
  const from = before?.ranges.at(-1)?.[1] ?? 0;
  return withAnswer(before, {
    requestId: `request-${from}`,
    range: [from, from + 32_044],
    firstAt: new Date('2026-11-24T02:30:00.000Z'),
    lastAt: new Date('2026-11-24T02:30:01.500Z'),
    sizeBytes: 64_044,
    timeline: { offsetBytes: 44, bytesPerSecond: 16_000, seconds: 4 },
  });
};
