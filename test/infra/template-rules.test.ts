import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { buildApp } from '../../lib/playback-app.ts';
import { ACCOUNT_SID, EVERYTHING, KMS_KEY_ARN, MINIMAL } from './synthesized.ts';

const RECORDINGS_OF_ACCOUNT =
  'A recording SID ends in 32 digits that nobody knows beforehand; the grant is narrowed to one account and to RE…';
const NO_AUTHORIZER =
  'The player can send nothing but Basic with a Flex token, which no authorizer understands: the function asks Twilio';

/** The same reason, for the REST API. */
const STREAMED = {
  'AwsSolutions-APIG2':
    'There is one path variable and no body; the function checks the variable, and its refusal has CORS',
  'AwsSolutions-APIG3':
    'A firewall is for the company to choose and to pay for; links cannot be guessed, and the API is throttled',
  'AwsSolutions-APIG6': 'An execution log holds full paths, hence live links',
  'AwsSolutions-COG4': 'The link is the credential: a player can send no other',
  'AwsSolutions-IAM5[Resource::*]':
    'The role with which API Gateway writes all access logs of the account; the setting knows no narrower one',
} as const;

const WINDOWS = 'The digest writer creates a name for each window of time, and its grant can only create';
const READS_IN_CLOUDTRAIL =
  'Who reads the archive, and who reads that, is for CloudTrail to say (auditReadTrail), not for a log that can be written over';

/** Accepted findings of the AWS Solutions rules: finding → reason. */
const acknowledged = (bucket: string, isStreamed: boolean): Readonly<Record<string, string>> => ({
  [`AwsSolutions-IAM5[Resource::${bucket}/${ACCOUNT_SID}/RE*]`]: RECORDINGS_OF_ACCOUNT,
  [`AwsSolutions-IAM5[Resource::${bucket}/${ACCOUNT_SID}/RE*.wav]`]: RECORDINGS_OF_ACCOUNT,
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/FlexSecurePlayback/*]':
    "A stack's ARN ends in an id that CloudFormation chooses",
  'AwsSolutions-APIG4': NO_AUTHORIZER,
  ...(isStreamed && STREAMED),
  ...(bucket.startsWith('<') && {
    'AwsSolutions-IAM5[Resource::<RecordingsAccessLog.Arn>/*]': 'S3 chooses the names of its log objects',
  }),
  'AwsSolutions-IAM5[Resource::<AuditArchive.Arn>/events/*]': WINDOWS,
  'AwsSolutions-IAM5[Resource::<AuditArchive.Arn>/digests/*]': WINDOWS,
  'AwsSolutions-S1': READS_IN_CLOUDTRAIL,
});

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string }[];
  }[];
}

/** The findings of the AWS Solutions rules and of CloudFormation's own rules and schemas, without duplicates. */
const findings = (playback: Record<string, unknown>): string[] => {
  const outdir = mkdtempSync(join(tmpdir(), 'nag-'));
  try {
    const app = buildApp({ playback, outdir });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    // It throws when there are findings, after writing them to a file.
    expect(() => app.synth()).toThrow('validation-report.json');
    const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    return [...new Set(report.pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)))];
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

test.each([
  ['an imported bucket', { ...MINIMAL, bucketKmsKeyArn: KMS_KEY_ARN }, 'arn:<AWS::Partition>:s3:::recordings', false],
  ['every optional part', EVERYTHING, '<Recordings.Arn>', true],
])(
  'with %s, the AWS Solutions and CloudFormation rules find exactly the accepted findings',
  (_, playback, bucket, isStreamed) => {
    expect(findings(playback).sort()).toEqual(Object.keys(acknowledged(bucket, isStreamed)).sort());
  },
);
