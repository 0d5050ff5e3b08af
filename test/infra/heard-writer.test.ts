import { describe, expect, test } from 'vitest';
import { parseHeardWriterConfig } from '../../lambda/heard-writer/config.ts';
import {
  actionsOf,
  asText,
  EVERYTHING,
  functions,
  MINIMAL,
  ofType,
  resourcesOf,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const everything = synthesize(EVERYTHING);
const writerOf = (synthesized = everything) =>
  functions(synthesized).find(([id]) => id.startsWith('StreamedDeliveryHeardWriter'));
const [writerId, writer] = writerOf() ?? [];
if (!writer) throw new Error('there is no heard-writer function');

describe('the heard-writer function', () => {
  test('is there only if recordings are streamed', () => {
    const minimal = synthesize(MINIMAL);
    expect(writerOf(minimal)).toBeUndefined();
    expect(minimal.text).not.toContain('LinkCoverage');
  });

  test('waits as long as an answer of the media function can take', () => {
    const variables = Object.entries(writer.Properties.Environment.Variables);
    const environment = Object.fromEntries(variables.map(([name, value]) => [name, asText(value)]));
    expect(parseHeardWriterConfig({ AWS_REGION: 'eu-central-1', ...environment })).toEqual({
      region: 'eu-central-1',
      coverageTable: '<LinkCoverage>',
      auditTable: '<AccessAudit>',
      auditRetentionDays: 400,
      settleSeconds: functions(everything).find(([id]) => id.startsWith('StreamedDeliveryMedia'))?.[1].Properties
        .Timeout,
    });
  });

  test('finds and closes coverages, puts audit items, reads no lease, and does nothing else', () => {
    const grants = statementsOf(everything, writer).map(grant => [
      actionsOf(grant),
      resourcesOf(grant),
      grant.Condition,
    ]);
    expect(grants).toEqual([
      [
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [expect.stringMatching(/^<StreamedDeliveryHeardWriter/)],
        undefined,
      ],
      [['dynamodb:GetItem', 'dynamodb:UpdateItem'], ['<LinkCoverage.Arn>'], undefined],
      [['dynamodb:Query'], ['<LinkCoverage.Arn>/index/by-due'], undefined],
      [['dynamodb:PutItem'], ['<AccessAudit.Arn>'], { StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] } }],
    ]);
  });

  test('runs every minute, and a failed run is left to the next one', () => {
    const rules = ofType<{ ScheduleExpression?: string; Targets: object }>(everything, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter(({ Targets }) => JSON.stringify(Targets).includes(`"${writerId}"`));
    expect(rules).toMatchObject([
      { ScheduleExpression: 'rate(1 minute)', Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }] },
    ]);
  });
});

test('the table of coverages deletes only items that are on record, and has all of them in its index until then', () => {
  expect(everything.resources['LinkCoverage']).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      TimeToLiveSpecification: { AttributeName: 'deleted_after', Enabled: true },
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-due',
          KeySchema: [{ AttributeName: 'due_shard' }, { AttributeName: 'due_at' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  });
});
