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
   * Lets the function read recordings of the configured account and nothing else in the bucket.
   * Sets `RECORDINGS_BUCKET`, `BUCKET_REGION`, `OBJECT_KEYS` and `OTHER_OBJECT_KEYS`.
   */
  grantRead(fn: PlaybackFunction): void {
    this.grantActions(fn, ['s3:GetObject', 's3:GetObjectVersion'], this.allKeys);
    fn.configure(this.otherKeys);
  }

  /** Like `grantRead`, without earlier versions of an object and without `otherObjectKeys`. */
  grantReadCurrent(fn: PlaybackFunction): void {
    this.grantActions(fn, ['s3:GetObject'], this.config.objectKeys);
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
   * retention. Finding the versions needs a list; its condition leaves only keys of recordings of the configured account.
   */
  grantHold(person: Grantee): void {
    const patterns = this.keyPatterns(this.allKeys);
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

  /** What EventBridge must match to report new recordings of the configured account, and nothing else. */
  get arrivals(): EventPattern {
    return objectCreated(this.bucket, this.keyPatterns(this.config.objectKeys));
  }

  /**
   * Adds the outputs with which the backfill recognizes the address of a recording that the functions may read: the bucket's
   * address, and the templates of all its keys. `catalog set --hold` finds the object with them.
   */
  addOutputs(scope: Construct): void {
    const { region, urlSuffix } = Stack.of(this);
    const { bucketRegion = region } = this.config;
    new CfnOutput(scope, 'RecordingsAddress', {
      value: `https://${this.bucket.bucketName}.s3.${bucketRegion}.${urlSuffix}/`,
      description: 'The bucket with the recordings',
    });
    new CfnOutput(scope, 'RecordingKeys', {
      value: this.allKeys.map(key => key.replaceAll('{accountSid}', this.config.accountSid)).join(' '),
      description: 'The object keys that the functions may read',
    });
  }

  /** The object keys of the configured account, with `*` for what is not known in advance. */
  private keyPatterns(templates: readonly string[]): string[] {
    return templates.map(template =>
      template.replaceAll('{accountSid}', this.config.accountSid).replace('{recordingSid}', 'RE*'),
    );
  }

  private get allKeys(): string[] {
    return [...this.config.objectKeys, ...this.config.otherObjectKeys];
  }

  private get otherKeys(): Record<string, string> {
    const { otherObjectKeys } = this.config;
    return otherObjectKeys.length > 0 ? { OTHER_OBJECT_KEYS: JSON.stringify(otherObjectKeys) } : {};
  }

  private grantActions(fn: PlaybackFunction, actions: readonly string[], templates: readonly string[]): void {
    const { objectKeys, bucketRegion, bucketKmsKeyArn } = this.config;
    fn.allow({
      actions,
      resources: this.keyPatterns(templates).map(pattern => this.bucket.arnForObjects(pattern)),
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
