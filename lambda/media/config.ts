import * as z from 'zod/mini';
import { jsonTextMap, jsonTexts, parseEnvironment, wholeNumber } from '../shell/environment.ts';

const name = z.string().check(z.minLength(3));

const schema = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  RECORDINGS_BUCKET: name,
  BUCKET_REGION: z.optional(z.string().check(z.minLength(1))),
  AUDIT_TABLE: name,
  AUDIT_RETENTION_DAYS: z.optional(wholeNumber),
  LINKS_TABLE: name,
  RECORDINGS_TABLE: name,
  LINK_BINDING: z.enum(['address-and-agent', 'agent', 'none']),
  ENCRYPTION_KEYS: jsonTextMap,
  ALLOWED_ORIGINS: jsonTexts,
});

/** The media endpoint's settings. The stack sets each variable together with the grant that it needs. */
export interface MediaConfig {
  readonly recordingsBucket: string;
  readonly bucketRegion: string;
  readonly auditTable: string;
  /** Days after which DynamoDB may drop an audit item; absent: never. */
  readonly auditRetentionDays?: number;
  readonly linksTable: string;
  readonly recordingsTable: string;
  readonly linkBinding: 'address-and-agent' | 'agent' | 'none';
  /** KMS key ARN by Twilio public key SID. */
  readonly encryptionKeys: Readonly<Record<string, string>>;
  readonly allowedOrigins: readonly string[];
}

/** Reads the environment. Throws `EnvironmentError`, naming every variable that is missing or wrong. */
export const parseMediaConfig = (environment: Readonly<Record<string, string | undefined>>): MediaConfig => {
  const values = parseEnvironment(schema, environment);
  return {
    recordingsBucket: values.RECORDINGS_BUCKET,
    bucketRegion: values.BUCKET_REGION ?? values.AWS_REGION,
    auditTable: values.AUDIT_TABLE,
    ...(values.AUDIT_RETENTION_DAYS !== undefined && { auditRetentionDays: values.AUDIT_RETENTION_DAYS }),
    linksTable: values.LINKS_TABLE,
    recordingsTable: values.RECORDINGS_TABLE,
    linkBinding: values.LINK_BINDING,
    encryptionKeys: values.ENCRYPTION_KEYS,
    allowedOrigins: values.ALLOWED_ORIGINS,
  };
};
