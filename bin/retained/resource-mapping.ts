import * as z from 'zod';

/** The property that identifies a resource when CloudFormation imports it. Its value is the physical id of the resource. */
export const IDENTIFIERS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::KMS::Key': 'KeyId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueUrl',
};

/** The answer of CloudFormation's `ListStackResources`, as the AWS CLI prints it. */
const ResourceList = z.object({
  StackResourceSummaries: z.array(
    z.object({
      LogicalResourceId: z.string(),
      PhysicalResourceId: z.string().optional(),
      ResourceType: z.string(),
      ResourceStatus: z.string(),
    }),
  ),
  NextToken: z.string().optional(),
});

/** What a destroyed stack left. */
export interface Retained {
  /** By logical id, the identifier of each resource: the file that `cdk import --resource-mapping` reads. */
  readonly mapping: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Logical ids of kept settings of the account. A new deployment sets them again. */
  readonly others: readonly string[];
}

/** Reads the list of a destroyed stack's resources. Returns a text that says what is wrong with the list. */
export const retainedResources = (json: string): Retained | string => {
  const parsed = ResourceList.safeParse(parseJson(json));
  if (!parsed.success) return 'is not the JSON that aws cloudformation list-stack-resources prints';
  if (parsed.data.NextToken !== undefined) return 'has only a part of the resources: list them without --max-items';
  const kept = parsed.data.StackResourceSummaries.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED');
  if (kept.length === 0) return 'has no resource that outlived its stack (DELETE_SKIPPED): is it of the deleted stack?';
  return {
    mapping: Object.fromEntries(
      kept.flatMap(({ LogicalResourceId, PhysicalResourceId, ResourceType }) => {
        const identifier = IDENTIFIERS[ResourceType];
        return identifier && PhysicalResourceId ? [[LogicalResourceId, { [identifier]: PhysicalResourceId }]] : [];
      }),
    ),
    others: kept
      .filter(({ ResourceType }) => !IDENTIFIERS[ResourceType])
      .map(({ LogicalResourceId }) => LogicalResourceId),
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
