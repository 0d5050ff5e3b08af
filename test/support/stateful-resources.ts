import type { Resource } from '../infra/synthesized.ts';

/**
 * The resource types that hold something, or whose address others store, with the properties whose change makes CloudFormation
 * replace a resource of the type. Source: the CloudFormation reference of each type.
 */
const STATEFUL: Readonly<Record<string, { readonly fixed: readonly string[] }>> = {
  'AWS::ApiGatewayV2::Api': { fixed: ['ProtocolType'] },
  'AWS::CloudTrail::Trail': { fixed: ['TrailName'] },
  'AWS::DynamoDB::Table': { fixed: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'] },
  'AWS::KMS::Key': { fixed: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'] },
  'AWS::Logs::LogGroup': { fixed: ['LogGroupName'] },
  'AWS::S3::Bucket': { fixed: ['BucketName', 'ObjectLockEnabled'] },
  'AWS::SQS::Queue': { fixed: ['QueueName', 'FifoQueue'] },
};

/** What an upgrade may not change of a resource. */
export interface Kept {
  readonly type: string;
  readonly deletionPolicy?: string | undefined;
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Names of the global secondary indexes of a table, with their keys. */
  readonly indexes?: Readonly<Record<string, unknown>>;
}

interface IndexedTable {
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string; readonly KeySchema: unknown }[];
}

/** Returns the stateful resources of a template, by logical id. */
export const statefulResources = (resources: Readonly<Record<string, Resource>>): Record<string, Kept> =>
  Object.fromEntries(
    Object.entries(resources).flatMap(([id, { Type, Properties = {}, DeletionPolicy }]) => {
      const kind = STATEFUL[Type];
      if (!kind) return [];
      const fixed = Object.fromEntries(
        kind.fixed.filter(name => Properties[name] !== undefined).map(name => [name, Properties[name]]),
      );
      const { GlobalSecondaryIndexes: indexes } = Properties as IndexedTable;
      return [
        [
          id,
          {
            type: Type,
            deletionPolicy: DeletionPolicy,
            fixed,
            ...(indexes && {
              indexes: Object.fromEntries(indexes.map(({ IndexName, KeySchema }) => [IndexName, KeySchema])),
            }),
          },
        ],
      ];
    }),
  );

/** Returns what an upgrade from the old template would lose, one sentence each. */
export const lostBetween = (released: Readonly<Record<string, Kept>>, now: Readonly<Record<string, Kept>>): string[] =>
  Object.entries(released).flatMap(([id, before]) => {
    const after = now[id];
    if (!after) return [`${id} would be removed`];
    const differences = (['type', 'deletionPolicy', 'fixed'] as const).filter(
      part => JSON.stringify(after[part]) !== JSON.stringify(before[part]),
    );
    const indexes = Object.entries(before.indexes ?? {}).filter(
      ([name, key]) => JSON.stringify(after.indexes?.[name]) !== JSON.stringify(key),
    );
    return [
      ...differences.map(part => `${id} would get another ${part}: ${JSON.stringify(after[part])}`),
      ...indexes.map(([name]) => `${id} would lose its index ${name}`),
    ];
  });
