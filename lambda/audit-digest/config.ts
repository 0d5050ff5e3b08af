import * as z from 'zod/mini';
import { parseEnvironment } from '../shell/environment.ts';

const schema = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  AUDIT_TABLE: z.string().check(z.minLength(3)),
  ARCHIVE_BUCKET: z.string().check(z.minLength(3)),
  SIGNING_KEY_ARN: z.string().check(z.minLength(3)),
  WRITER_VERSION: z.string().check(z.minLength(1)),
});

/** The digest writer's settings. The stack sets each variable together with the grant that it needs. */
export interface AuditDigestConfig {
  readonly region: string;
  readonly auditTable: string;
  readonly archiveBucket: string;
  readonly signingKeyArn: string;
  /** Version of this product, stated in every digest. */
  readonly writerVersion: string;
}

/** Reads the environment. Throws `EnvironmentError`, naming every variable that is missing or wrong. */
export const parseAuditDigestConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): AuditDigestConfig => {
  const values = parseEnvironment(schema, environment);
  return {
    region: values.AWS_REGION,
    auditTable: values.AUDIT_TABLE,
    archiveBucket: values.ARCHIVE_BUCKET,
    signingKeyArn: values.SIGNING_KEY_ARN,
    writerVersion: values.WRITER_VERSION,
  };
};
