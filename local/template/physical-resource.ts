import { createHash } from 'node:crypto';
import { globalArn, LOCAL_ACCOUNT, LOCAL_REGION, localArn, s3Arn } from './local-account.ts';

/** The values of a resource's `Ref` and `Fn::GetAtt`. */
export interface PhysicalResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface ResourceShape {
  /** The property with which a template may set the resource's name. */
  readonly nameProperty?: string;
  readonly describe: (name: string, generated: string) => PhysicalResource;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Derives a UUID from a name, always the same one: KMS key ids are UUIDs. */
const stableUuid = (name: string): string => hex(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const named = (ref: string, arn: string): PhysicalResource => ({ ref, attributes: { Arn: arn } });

const SHAPES: Readonly<Record<string, ResourceShape>> = {
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    describe: name => named(name, localArn('dynamodb', `table/${name}`)),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    describe: name => named(name, localArn('lambda', `function:${name}`)),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    describe: name => named(name, globalArn('iam', `role/${name}`)),
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    describe: name => ({ ref: globalArn('iam', `policy/${name}`), attributes: {} }),
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    describe: name => named(name, localArn('logs', `log-group:${name}:*`)),
  },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    describe: name => named(name.toLowerCase(), s3Arn(name.toLowerCase())),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    describe: name => {
      const url = `https://sqs.${LOCAL_REGION}.amazonaws.com/${LOCAL_ACCOUNT}/${name}`;
      return { ref: url, attributes: { Arn: localArn('sqs', name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    describe: name => ({
      ref: localArn('sns', name),
      attributes: { TopicArn: localArn('sns', name), TopicName: name },
    }),
  },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    describe: name => named(name, localArn('cloudwatch', `alarm:${name}`)),
  },
  'AWS::KMS::Key': {
    describe: name => named(stableUuid(name), localArn('kms', `key/${stableUuid(name)}`)),
  },
  'AWS::ApiGatewayV2::Api': {
    describe: (_, generated) => {
      const id = hex(generated).slice(0, 10);
      return {
        ref: id,
        attributes: { ApiEndpoint: `https://${id}.execute-api.${LOCAL_REGION}.amazonaws.com` },
      };
    },
  },
  'AWS::ApiGatewayV2::Integration': {
    describe: (_, generated) => ({ ref: hex(generated).slice(0, 7), attributes: {} }),
  },
  'AWS::ApiGateway::RestApi': {
    describe: (_, generated) => {
      const id = hex(generated).slice(0, 10);
      return { ref: id, attributes: { RootResourceId: hex(id).slice(0, 10) } };
    },
  },
  'AWS::ApiGateway::Resource': { describe: (_, generated) => ({ ref: hex(generated).slice(0, 6), attributes: {} }) },
  'AWS::ApiGateway::Deployment': { describe: (_, generated) => ({ ref: hex(generated).slice(0, 6), attributes: {} }) },
  'AWS::ApiGateway::Stage': { nameProperty: 'StageName', describe: name => ({ ref: name, attributes: {} }) },
  'AWS::Events::Rule': { nameProperty: 'Name', describe: name => named(name, localArn('events', `rule/${name}`)) },
};

/** Builds the full ARN of a secret: Secrets Manager appends a hyphen and six characters to the name. */
export const secretArn = (name: string): string =>
  localArn('secretsmanager', `secret:${name}-${hex(name).slice(0, 6)}`);

/** Returns the property that names a resource of this type; undefined if there is none or the type is unknown. */
export const namePropertyOf = (type: string): string | undefined => SHAPES[type]?.nameProperty;

/**
 * Returns a resource's identifiers in the local account, or undefined if the local stack does not support its type.
 * `explicitName` is the name that the template sets, if any.
 */
export const physicalResource = (options: {
  readonly type: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly explicitName?: string;
}): PhysicalResource | undefined => {
  const generated = `${options.stackName}-${options.logicalId}`.slice(0, 57);
  return SHAPES[options.type]?.describe(options.explicitName ?? `${generated}-LOCAL`, generated);
};
