import { z } from 'zod';
import { readLogDelivery } from './log-delivery.ts';
import type { TemplateReader } from './template-reader.ts';

const BucketProperties = z.object({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  ObjectLockEnabled: z.boolean().optional(),
  ObjectLockConfiguration: z
    .object({
      Rule: z
        .object({ DefaultRetention: z.object({ Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), Days: z.number() }) })
        .optional(),
    })
    .optional(),
  NotificationConfiguration: z
    .object({ EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean().default(true) }).optional() })
    .optional(),
  LoggingConfiguration: z
    .object({ DestinationBucketName: z.string(), LogFilePrefix: z.string().default('') })
    .optional(),
  CorsConfiguration: z
    .object({
      CorsRules: z.array(
        z.object({
          AllowedOrigins: z.array(z.string()),
          AllowedMethods: z.array(z.string()),
          AllowedHeaders: z.array(z.string()).optional(),
          ExposedHeaders: z.array(z.string()).optional(),
          MaxAge: z.number().optional(),
        }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .object({
      BlockPublicAcls: z.boolean().default(false),
      BlockPublicPolicy: z.boolean().default(false),
      IgnorePublicAcls: z.boolean().default(false),
      RestrictPublicBuckets: z.boolean().default(false),
    })
    .optional(),
  BucketEncryption: z
    .object({
      ServerSideEncryptionConfiguration: z.array(
        z.object({ ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.string().optional() }).optional() }),
      ),
    })
    .optional(),
});

/** One rule of a bucket's CORS configuration. */
export interface CorsRule {
  /** Such as `https://flex.twilio.com`. Each may contain one `*`. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposedHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** A bucket, in the template or imported by name. */
export interface BucketDefinition {
  readonly bucketName: string;
  readonly region?: string;
  readonly versioned?: boolean;
  readonly corsRules?: readonly CorsRule[];
  /** Reports new objects to EventBridge. */
  readonly sendsEvents?: boolean;
  /** The bucket that gets this bucket's access log. S3 delivers nothing, and tells nobody, if it may not write there. */
  readonly accessLog?: { readonly bucketName: string; readonly prefix: string; readonly mayDeliver?: boolean };
  /** The customer-managed key that encrypts the objects: readers need `kms:Decrypt` through S3. */
  readonly kmsKeyArn?: string;
  /** Object versions can be locked: by a retention or a legal hold. Such a bucket is versioned. */
  readonly objectLock?: boolean;
  /** Each switch of the bucket's public access block, by its name in the API. */
  readonly publicAccessBlock?: Readonly<Record<string, boolean>>;
  /** New object versions are locked: none can be deleted before its retention ends. */
  readonly defaultRetention?: DefaultRetention;
}

/** How long a new version is locked, unless the request gives another retention. */
interface DefaultRetention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

export interface TemplateBucket extends BucketDefinition {
  readonly logicalId: string;
  readonly arn: string;
}

/** Reads the buckets that the template creates, without imported ones. */
export const readBuckets = (reader: TemplateReader): TemplateBucket[] => {
  const mayDeliverLog = readLogDelivery(reader);
  return reader.resources('AWS::S3::Bucket', BucketProperties).map(({ logicalId, ref, arn, properties }) => {
    const encryption = properties.BucketEncryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault;
    const logging = properties.LoggingConfiguration;
    const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
    return {
      logicalId,
      bucketName: ref,
      arn,
      versioned: properties.VersioningConfiguration?.Status === 'Enabled' || properties.ObjectLockEnabled === true,
      sendsEvents: properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
      corsRules: (properties.CorsConfiguration?.CorsRules ?? []).map(rule => ({
        allowedOrigins: rule.AllowedOrigins,
        allowedMethods: rule.AllowedMethods,
        ...(rule.AllowedHeaders && { allowedHeaders: rule.AllowedHeaders }),
        ...(rule.ExposedHeaders && { exposedHeaders: rule.ExposedHeaders }),
        ...(rule.MaxAge !== undefined && { maxAgeSeconds: rule.MaxAge }),
      })),
      ...(properties.PublicAccessBlockConfiguration && {
        publicAccessBlock: properties.PublicAccessBlockConfiguration,
      }),
      ...(encryption?.KMSMasterKeyID && { kmsKeyArn: encryption.KMSMasterKeyID }),
      ...(logging && {
        accessLog: {
          bucketName: logging.DestinationBucketName,
          prefix: logging.LogFilePrefix,
          mayDeliver: mayDeliverLog(arn, logging.DestinationBucketName),
        },
      }),
      objectLock: properties.ObjectLockEnabled === true,
      ...(retention && { defaultRetention: { mode: retention.Mode, days: retention.Days } }),
    };
  });
};
