// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders look like that.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalTemplate, readTemplate } from '../../local/template/read-template.ts';
import type { CloudFormationTemplate, TemplateResource } from '../../local/template/resolver.ts';

const STACK_NAME = 'Small';

/** An asset manifest as `cdk synth` writes it, for one bundle `abc.zip`. */
const writeManifest = (outdir: string): void => {
  const destinations = { here: { bucketName: 'assets', objectKey: 'abc.zip' } };
  const files = { abc: { source: { path: 'asset.abc', packaging: 'zip' }, destinations } };
  writeFileSync(join(outdir, `${STACK_NAME}.assets.json`), JSON.stringify({ files }));
};

/** Reads a template with these resources and the other given parts. */
export const readSmall = (
  resources: Record<string, TemplateResource>,
  more: Omit<CloudFormationTemplate, 'Resources'> & { readonly overrides?: Record<string, string> } = {},
): LocalTemplate => {
  const { overrides, ...sections } = more;
  const outdir = mkdtempSync(join(tmpdir(), 'small-cdk-out-'));
  try {
    writeManifest(outdir);
    const template = { Resources: resources, ...sections };
    return readTemplate({ template, outdir, stackName: STACK_NAME, ...(overrides && { overrides }) });
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

const trust = {
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

/** A role without permissions. */
export const role: TemplateResource = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } };

/** A policy that gives `roleId` these statements. */
export const policy = (roleId: string, ...statements: unknown[]): TemplateResource => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    PolicyName: 'p',
    Roles: [{ Ref: roleId }],
    PolicyDocument: { Version: '2012-10-17', Statement: statements },
  },
});

/** A function of this role, with one variable for each entry. */
export const lambda = (roleId: string, variables: Record<string, unknown>): TemplateResource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': 'cdk-assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'abc.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Timeout: 10,
    MemorySize: 512,
    Environment: { Variables: variables },
  },
});

/** A table of events by recording, with an index by day. */
export const auditTable: TemplateResource = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: ['recording_sid', 'event_key', 'day_shard'].map(name => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'recording_sid', KeyType: 'HASH' },
      { AttributeName: 'event_key', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-day',
        KeySchema: [
          { AttributeName: 'day_shard', KeyType: 'HASH' },
          { AttributeName: 'event_key', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  },
};
