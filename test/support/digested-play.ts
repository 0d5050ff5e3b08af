import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { type ArchiveTampering, archiveTampering } from '../support/archive-tampering.ts';
import { runDigest } from '../support/digest-run.ts';
import { administratorDynamoDb, askFor, auditTrail } from '../support/playback-client.ts';

const HOUR_MS = 3_600_000;

/** The stack of the test file. */
export let stack: LocalStack;
/** A client of the audit table, and one of the archive, with an administrator's permissions. */
export let table: DynamoDBClient;
export let archive: ArchiveTampering;
/** The event of the play. */
export let played: AuditEvent;
/** When the play began. */
export let startedAt: Date;

/** Starts, for one test file, a stack on which a recording was played once and denied once, and both events were digested. */
export const useDigestedPlay = (): void => {
  beforeAll(async () => {
    startedAt = new Date();
    stack = await startLocalStack();
    table = administratorDynamoDb(stack.description);
    archive = archiveTampering(stack.description);
    const { recordings, tokens } = stack.description;
    await askFor(stack.description, recordings[0]?.sid ?? '', tokens.supervisor);
    await askFor(stack.description, recordings[0]?.sid ?? '', tokens.agent);
    expect(await runDigest(stack.description, new Date(startedAt.getTime() + HOUR_MS))).toMatchObject({ waiting: 0 });
    [played] = (await auditTrail(stack.description)) as [AuditEvent];
  });
  afterAll(async () => {
    table.destroy();
    archive.client.destroy();
    await stack.close();
  });
};
