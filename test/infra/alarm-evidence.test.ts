import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { writtenLine } from '../../lambda/catalog-writer/writer-log.ts';
import { attachmentLine } from '../../lambda/media-attacher/attacher-log.ts';
import { EVERYTHING, functions, ofType, synthesize } from './synthesized.ts';
import { type Alarm, watchedBy } from './watched-metrics.ts';

const synthesized = synthesize(EVERYTHING);
const alarms = ofType<Alarm>(synthesized, 'AWS::CloudWatch::Alarm').map(
  // CDK puts the scope before the name, and a hash behind it.
  ([id, { Properties }]) => [id.replace(/^Alarms(.*)[0-9A-F]{8}$/, '$1'), Properties] as const,
);
const alarm = (name: string) => alarms.find(([id]) => id === name)?.[1];

describe('the table of what each alarm was tested with', () => {
  const document = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const section = document.split('## What each alarm was tested with\n')[1]?.split('\n## ')[0] ?? '';
  const patterns = [...section.matchAll(/^\| ([^|]+) \|/gm)]
    .slice(1)
    .map(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => new RegExp(`^${name.replace('…', '\\w+')}$`)),
    );

  test.each(alarms)('has one row for %s', name => {
    expect(patterns.filter(row => row.some(pattern => pattern.test(name)))).toHaveLength(1);
  });

  test('names no alarm that does not exist', () => {
    const unknown = patterns.flat().filter(pattern => !alarms.some(([name]) => pattern.test(name)));
    expect(unknown).toEqual([]);
  });
});

describe('an alarm on a counter', () => {
  const applied = { recordingSids: [], change: 'dropped', encryptionUnreadable: false } as const;
  const given = {
    attachment: { taskSid: 'WT', recordingSid: 'RE', startedAt: new Date(0) },
    outcome: { kind: 'given_up', reason: 'too_late' },
    ...{ messageId: 'm', receiveCount: 1, isKept: true, cause: undefined },
  } as unknown as Parameters<typeof attachmentLine>[0];

  test.each([
    ['TaskReportsDropped', writtenLine(applied, 'm', new Date(0))],
    ['EncryptionDetailsUnreadable', writtenLine({ ...applied, encryptionUnreadable: true }, 'm', new Date(0))],
    ['MediaNotAttached', attachmentLine(given, new Date(0))],
  ])('(%s) watches the metric that a log line of the loss has', (name, text) => {
    const { _aws, ...line } = JSON.parse(text);
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    expect([Dimensions, line[Metrics[0].Name]]).toEqual([[['stack']], 1]);
    expect(alarm(name)).toMatchObject({
      ...{ Namespace, MetricName: Metrics[0].Name, Statistic: 'Sum' },
      Dimensions: [{ Name: 'stack', Value: { Ref: 'AWS::StackName' } }],
    });
  });
});

test('HeardWriterMissed watches whether heard-writer runs at all', () => {
  const [heardWriter] = functions(synthesized).find(([id]) => id.includes('HeardWriter')) ?? [];
  const watched = alarm('HeardWriterMissed');
  expect(watched && watchedBy(watched)).toMatchObject([
    {
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Invocations', Statistic: 'Sum' },
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: heardWriter } }],
    },
  ]);
});

test('an alarm on messages watches the queue of its name', () => {
  for (const queue of ['CallEvents', 'MediaAttachments']) {
    const queueOf = (name: string) => alarm(name)?.Dimensions;
    expect(queueOf(`${queue}Delayed`)).toEqual([{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }]);
    expect(queueOf(`${queue}DeadLetters`)).toEqual([
      { Name: 'QueueName', Value: { 'Fn::GetAtt': [`${queue}DeadLetters`, 'QueueName'] } },
    ]);
  }
});
