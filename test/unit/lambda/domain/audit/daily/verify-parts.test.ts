import { describe, expect, test } from 'vitest';
import { CYCLE_DAYS } from '../../../../../../lambda/domain/audit/daily/parts-of-day.ts';
import type { DailyRun, DailyVerification } from '../../../../../../lambda/domain/audit/daily/verify-parts.ts';
import { verifyParts } from '../../../../../../lambda/domain/audit/daily/verify-parts.ts';
import type { ChainEvent } from '../../../../../../lambda/domain/audit/events/chain-event.ts';
import type { Finding } from '../../../../../../lambda/domain/audit/verify/finding.ts';
import { fail } from '../../../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../../../lambda/domain/shared/result.ts';
import { itemAt } from '../../../../../support/audit-events.ts';
import { at, digestKeyAt, digestStage } from '../../../../../support/digest-stage.ts';
import { fourWindows } from '../../../../../support/four-windows.ts';

const DAY_MS = 86_400_000;
const EVENT_ID = '0193630f-8e80-7000-8000-0000000000ff';

const run = async (
  { archive, trail, signer }: ReturnType<typeof digestStage>,
  changes: Partial<DailyRun & DailyVerification> = {},
) => {
  const appended: ChainEvent[] = [];
  const findings: Finding[] = [];
  const verification: DailyVerification = {
    ...{ archive, trail, newEventId: () => EVENT_ID },
    readPublicKey: async () => ok(signer.publicKey),
    audit: {
      append: async event => {
        appended.push(event);
        return ok(undefined);
      },
    },
  };
  const now = new Date(at('03:05'));
  const options: DailyRun = {
    ...{ day: now, now, requestId: 'request', hasTime: () => true },
    onFinding: finding => findings.push(finding),
  };
  const outcome = await verifyParts({ ...verification, ...changes }, { ...options, ...changes });
  return { outcome, appended, findings };
};

describe('a scheduled verification', () => {
  test('records that the trail is unchanged, and what was verified', async () => {
    const { stage } = await fourWindows();
    const { outcome, appended } = await run(stage);
    expect(outcome).toEqual({ ok: true, value: appended[0] });
    expect(appended).toEqual([
      {
        recording_sid: 'audit-chain',
        event_key: `${at('03:05')}#${EVENT_ID}`,
        day_shard: '2026-11-24#7',
        event: 'chain_verified',
        event_id: EVENT_ID,
        occurred_at: at('03:05'),
        reason: 'no_findings',
        verified_periods: [`${at('02:00')}/${at('03:00')}`],
        digest_count: 4,
        event_count: 4,
        late_count: 1,
        finding_count: 0,
        findings: [],
        head_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        request_id: 'request',
        schema_version: 1,
      },
    ]);
  });

  test('records a deleted item, an edited item and a missing digest', async () => {
    const { stage, item, subject } = await fourWindows();
    stage.trail.delete(item(0));
    stage.trail.edit(item(1), { user_agent: 'curl' });
    stage.archive.objects.delete(digestKeyAt('02:15'));
    const { appended, findings } = await run(stage);
    expect(appended).toMatchObject([{ event: 'chain_broken', reason: 'findings', finding_count: 3 }]);
    expect([...(appended[0]?.findings ?? [])].sort()).toEqual([
      `deleted ${subject(0)}`,
      `edited ${subject(1)}`,
      `missing ${digestKeyAt('02:15')}`,
    ]);
    expect(findings).toHaveLength(3);
  });

  test('reads the past when it is its turn, and not on another day', async () => {
    const { stage, item, subject } = await fourWindows();
    stage.trail.delete(item(0));
    const now = new Date('2026-12-24T12:00:00.000Z');
    const week = Math.floor(Date.parse(at('02:00')) / (7 * DAY_MS));
    const turn = Array.from({ length: CYCLE_DAYS }, (_, past) => new Date(now.getTime() - past * DAY_MS)).find(
      day => Math.floor(day.getTime() / DAY_MS) % CYCLE_DAYS === week % CYCLE_DAYS,
    ) as Date;
    const found = async (day: Date) => (await run(stage, { now, day })).findings.map(({ subject }) => subject);
    expect(await found(turn)).toContain(subject(0));
    expect(await found(new Date(turn.getTime() + DAY_MS))).not.toContain(subject(0));
  });

  test('writes an event that the next digest covers', async () => {
    const { stage } = await fourWindows();
    const { appended } = await run(stage);
    stage.trail.put({ ...(appended[0] as ChainEvent) });
    await stage.digest('03:20');
    expect(stage.linesOf('03:00')).toEqual([expect.stringContaining('"recording_sid":"audit-chain"')]);
    expect(await stage.verify('03:20')).toMatchObject({ findings: [], events: 5 });
  });

  test('lists ten findings of many, each cut to 300 characters, and counts all', async () => {
    const { stage } = await fourWindows();
    for (let index = 0; index < 30; index += 1) {
      stage.trail.put({ ...itemAt(at('02:20')), recording_sid: 'x'.repeat(1000) + index });
    }
    const { appended } = await run(stage);
    expect(appended).toMatchObject([{ event: 'chain_broken', finding_count: 30 }]);
    expect(appended[0]?.findings.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 300));
  });
});

describe('a scheduled verification records nothing and fails', () => {
  test('when the archive is empty', async () => {
    const { outcome, appended } = await run(digestStage());
    expect(outcome).toMatchObject({ ok: false, error: { code: 'internal_error', reason: 'no_digest' } });
    expect(appended).toEqual([]);
  });

  test('when the public key cannot be read', async () => {
    const { stage } = await fourWindows();
    const { outcome, appended } = await run(stage, { readPublicKey: async () => fail('unavailable', 'kms_timeout') });
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'kms_timeout' } });
    expect(appended).toEqual([]);
  });

  test('when the table cannot be read to its end', async () => {
    const { stage } = await fourWindows();
    stage.trail.breakAfter(1);
    const { outcome, appended } = await run(stage);
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'audit_throttled' } });
    expect(appended).toEqual([]);
  });

  test('when it has no time left', async () => {
    const { stage } = await fourWindows();
    let checks = 0;
    const { outcome, appended } = await run(stage, { hasTime: () => ++checks < 6 });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'unavailable', reason: 'out_of_time' } });
    expect(appended).toEqual([]);
  });

  test('when the result is not durable', async () => {
    const { stage } = await fourWindows();
    const { outcome } = await run(stage, { audit: { append: async () => fail('unavailable', 'audit_throttled') } });
    expect(outcome).toMatchObject({ ok: false, error: { reason: 'audit_throttled' } });
  });
});
