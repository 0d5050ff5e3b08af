import { Arn, ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { denyOtherReaders } from '../access-log-readers.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { createRecordingsBucket } from './created-bucket.ts';
import { objectCreated } from './object-created.ts';

/** The properties that an existing bucket and a created one have in common. */
type AnyBucket = Pick<IBucket, 'bucketArn' | 'bucketName' | 'arnForObjects'>;

/** The bucket with the recordings: an existing one, or one that the stack creates. */
export class RecordingsBucket extends Construct {
  private readonly bucket: AnyBucket;
  private readonly config: PlaybackConfig;
  private readonly accessLog: Bucket | undefined;

  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id);
    this.config = config;
    const created = config.createBucket ? createRecordingsBucket(this, config) : undefined;
    this.accessLog = created?.accessLog;
    this.bucket = created?.bucket ?? Bucket.fromBucketName(this, 'Bucket', config.bucketName);
  }

  /**
   * Lets the function read recordings of one account and nothing else in the bucket.
   * Sets `RECORDINGS_BUCKET`, `BUCKET_REGION`, `OBJECT_KEYS` and `OTHER_OBJECT_KEYS`.
   */
  grantRead(fn: PlaybackFunction, accountSid: string): void {
    this.grantActions(fn, ['s3:GetObject', 's3:GetObjectVersion'], keyPatterns(this.allKeys, accountSid));
    fn.configure(this.otherKeys);
  }

  /** Like `grantRead`, without earlier versions of an object and without `otherObjectKeys`. */
  grantReadCurrent(fn: PlaybackFunction, accountSid: string): void {
    this.grantActions(fn, ['s3:GetObject'], keyPatterns(this.config.objectKeys, accountSid));
  }

  /**
   * Lets the function read the access log. Of a created bucket's log, the function and the configured readers are the only
   * readers. Sets `ACCESS_LOG_BUCKET`, `RECORDINGS_BUCKET`, `OBJECT_KEYS` and `OTHER_OBJECT_KEYS`.
   * @returns what EventBridge must match to report new objects of the log
   */
  grantReadAccessLog(fn: PlaybackFunction): EventPattern {
    const { accessLogs, accessLogReaders } = this.config;
    const existing = accessLogs && Bucket.fromBucketName(this, 'ExistingAccessLog', accessLogs.bucketName);
    const log: AnyBucket | undefined = this.accessLog ?? existing;
    if (!log)
      throw new Error('There is no access log: the stack does not create the bucket, and accessLogs is not given.');
    const prefix = accessLogs?.prefix ?? '';
    if (this.accessLog) denyOtherReaders(this.accessLog, [...accessLogReaders, fn.lambda.role?.roleArn ?? '']);
    fn.allow({
      actions: ['s3:GetObject'],
      resources: [log.arnForObjects(`${prefix}*`)],
      environment: {
        ACCESS_LOG_BUCKET: log.bucketName,
        RECORDINGS_BUCKET: this.bucket.bucketName,
        OBJECT_KEYS: JSON.stringify(this.config.objectKeys),
        ...this.otherKeys,
      },
    });
    return objectCreated(log, prefix ? [`${prefix}*`] : []);
  }

  /**
   * Lets a person see and change which versions of recordings are under legal hold: not read them, and neither their
   * retention. Finding the versions needs a list; its condition leaves only keys of recordings of these accounts.
   */
  grantHold(person: Grantee, accountSids: readonly string[]): void {
    const patterns = accountSids.flatMap(accountSid => keyPatterns(this.allKeys, accountSid));
    person.allow({
      actions: ['s3:GetObjectLegalHold', 's3:PutObjectLegalHold'],
      resources: patterns.map(pattern => this.bucket.arnForObjects(pattern)),
    });
    person.allow({ actions: ['s3:GetBucketObjectLockConfiguration'], resources: [this.bucket.bucketArn] });
    person.allow({
      actions: ['s3:ListBucketVersions'],
      resources: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': patterns } },
    });
  }

  /** What EventBridge must match to report new recordings of the account, and nothing else. */
  arrivals(accountSid: string): EventPattern {
    return objectCreated(this.bucket, keyPatterns(this.config.objectKeys, accountSid));
  }

  /** Adds the output with the bucket's address, with which the backfill recognizes the address of a recording. */
  addOutput(scope: Construct): void {
    const { region, urlSuffix } = Stack.of(this);
    const { bucketRegion = region } = this.config;
    new CfnOutput(scope, 'RecordingsAddress', {
      value: `https://${this.bucket.bucketName}.s3.${bucketRegion}.${urlSuffix}/`,
      description: 'The bucket with the recordings',
    });
  }

  /** Adds the output with the templates of all keys of an account. `catalog set --hold` finds the object with them. */
  addKeysOutput(scope: Construct, accountSid: string): void {
    new CfnOutput(scope, 'RecordingKeys', {
      value: this.allKeys.map(key => key.replaceAll('{accountSid}', accountSid)).join(' '),
      description: 'The object keys that the functions may read',
    });
  }

  private get allKeys(): string[] {
    return [...this.config.objectKeys, ...this.config.otherObjectKeys];
  }

  private get otherKeys(): Record<string, string> {
    const { otherObjectKeys } = this.config;
    return otherObjectKeys.length > 0 ? { OTHER_OBJECT_KEYS: JSON.stringify(otherObjectKeys) } : {};
  }

  private grantActions(fn: PlaybackFunction, actions: readonly string[], patterns: readonly string[]): void {
    const { objectKeys, bucketRegion, bucketKmsKeyArn } = this.config;
    fn.allow({
      actions,
      resources: patterns.map(pattern => this.bucket.arnForObjects(pattern)),
      environment: {
        RECORDINGS_BUCKET: this.bucket.bucketName,
        OBJECT_KEYS: JSON.stringify(objectKeys),
        ...(bucketRegion && { BUCKET_REGION: bucketRegion }),
      },
    });
    // Without it S3 answers 403 for an object that does not exist, as if the permission were missing.
    fn.allow({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] });
    if (bucketKmsKeyArn) this.grantDecrypt(fn, bucketKmsKeyArn);
  }

  /** Lets the function use the key, only through S3 and only for this bucket (S3 puts its ARN into the encryption context). */
  private grantDecrypt(fn: PlaybackFunction, keyArn: string): void {
    fn.allow({
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': `s3.${Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region}.${Stack.of(this).urlSuffix}`,
        },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [this.bucket.bucketArn, this.bucket.arnForObjects('*')] },
      },
    });
  }
}

/** Returns the object keys of an account, with `*` for what is not known in advance. */
const keyPatterns = (templates: readonly string[], accountSid: string): string[] =>
  templates.map(template => template.replaceAll('{accountSid}', accountSid).replace('{recordingSid}', 'RE*'));
