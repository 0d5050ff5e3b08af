import type { SQSEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { catalogWriterHandler } from '../../../../lambda/catalog-writer/handler.ts';
import type { AppliedUpdates } from '../../../../lambda/domain/catalog/apply-updates.ts';
import { type Failure, fail } from '../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../../lambda/domain/shared/result.ts';

const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const NOW = new Date('2026-11-24T03:00:00Z');
const WRITTEN: AppliedUpdates = { recordingSids: [SID], change: 'changed', encryptionUnreadable: false };

const record = (messageId: string, body = 'good'): SQSEvent['Records'][number] => ({
  messageId,
  body,
  receiptHandle: 'handle',
  attributes: {
    ApproximateReceiveCount: '3',
    SentTimestamp: '0',
    SenderId: 'sender',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn',
  awsRegion: 'us-east-1',
});

const write = async (
  records: SQSEvent['Records'],
  apply: () => Promise<Result<AppliedUpdates, Failure>> = async () => ok(WRITTEN),
) => {
  const lines: Record<string, unknown>[] = [];
  const answer = await catalogWriterHandler({
    readUpdates: text => (text === 'bad' ? undefined : [{ recordingSid: SID }]),
    applyUpdates: apply,
    writeLine: line => void lines.push(JSON.parse(line)),
    now: () => NOW,
  })({ Records: records });
  return { failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), lines };
};
const metricsIn = (line: Record<string, unknown> | undefined) =>
  (line?.['_aws'] as { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } | undefined)?.CloudWatchMetrics.flatMap(
    ({ Metrics }) => Metrics.map(({ Name }) => Name),
  );

describe('catalog-writer', () => {
  test('reports no failure for messages that it wrote, and logs their recordings', async () => {
    const { failed, lines } = await write([record('m1'), record('m2')]);
    expect(failed).toEqual([]);
    expect(lines).toMatchObject([
      { level: 'info', outcome: 'message_written', message_id: 'm1', recording_sids: [SID], change: 'changed' },
      { message_id: 'm2' },
    ]);
  });

  test('reports a malformed message by its id and reason, and writes the others', async () => {
    const { failed, lines } = await write([record('m1', 'bad'), record('m2')]);
    expect(failed).toEqual(['m1']);
    expect(lines).toMatchObject([
      {
        level: 'error',
        outcome: 'message_not_written',
        message_id: 'm1',
        receive_count: 3,
        reason: 'message_malformed',
      },
      { outcome: 'message_written', message_id: 'm2' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('"bad"');
  });

  test('reports a message whose facts could not be stored', async () => {
    const { failed, lines } = await write([record('m1')], async () => fail('unavailable', 'catalog_throttled'));
    expect(failed).toEqual(['m1']);
    expect(lines).toMatchObject([{ code: 'unavailable', reason: 'catalog_throttled' }]);
  });

  test('reports a message whose processing threw', async () => {
    const { failed, lines } = await write([record('m1')], async () => {
      throw new Error('broken');
    });
    expect(failed).toEqual(['m1']);
    expect(lines).toMatchObject([{ reason: 'bug', cause: { message: 'broken' } }]);
  });

  test.each([
    [{ encryptionUnreadable: true }, 'EncryptionDetailsUnreadable', 'encryption_details_unreadable'],
    [{ change: 'dropped' as const }, 'TaskReportsDropped', 'task_report_dropped'],
    [{ change: 'unchanged' as const }, 'CallbacksRepeated', undefined],
  ])('counts %j as %s', async (effect, metric, reason) => {
    const { failed, lines } = await write([record('m1')], async () => ok({ ...WRITTEN, ...effect }));
    expect(failed).toEqual([]);
    expect(metricsIn(lines[0])).toEqual([metric]);
    expect(lines[0]?.['reason']).toBe(reason);
  });
});
