import { z } from 'zod';
import type { TemplateReader } from './template-reader.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const IndexProperties = z.object({
  IndexName: z.string(),
  KeySchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

const TableProperties = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema,
  GlobalSecondaryIndexes: z.array(IndexProperties).optional(),
  LocalSecondaryIndexes: z.undefined('are not supported by the local stack').optional(),
  SSESpecification: z.object({ KMSMasterKeyId: z.string().optional() }).optional(),
});

/** An index, in the input format of DynamoDB's CreateTable. */
type TableIndex = z.output<typeof IndexProperties>;

/** A DynamoDB table of the template; keys and indexes are in the input format of CreateTable. */
export interface TableDefinition {
  readonly logicalId: string;
  readonly tableName: string;
  readonly arn: string;
  readonly attributeDefinitions: z.output<typeof TableProperties>['AttributeDefinitions'];
  readonly keySchema: z.output<typeof KeySchema>;
  readonly globalIndexes: readonly TableIndex[];
  /** The customer-managed key, if the table has one: callers need `kms:Decrypt` through DynamoDB. */
  readonly kmsKeyArn?: string;
}

/** Reads all tables of the template. */
export const readTables = (reader: TemplateReader): TableDefinition[] =>
  reader.resources('AWS::DynamoDB::Table', TableProperties).map(({ logicalId, ref, arn, properties }) => {
    const kmsKeyArn = properties.SSESpecification?.KMSMasterKeyId;
    return {
      logicalId,
      tableName: ref,
      arn,
      attributeDefinitions: properties.AttributeDefinitions,
      keySchema: properties.KeySchema,
      globalIndexes: properties.GlobalSecondaryIndexes ?? [],
      ...(kmsKeyArn && { kmsKeyArn }),
    };
  });
