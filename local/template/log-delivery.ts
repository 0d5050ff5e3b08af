import { z } from 'zod';
import type { TemplateReader } from './template-reader.ts';

const PolicyProperties = z.object({
  Bucket: z.string(),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.string(),
        Action: z.union([z.string(), z.array(z.string())]),
        Principal: z.unknown(),
        Resource: z.union([z.string(), z.array(z.string())]),
        Condition: z.object({ ArnLike: z.object({ 'aws:SourceArn': z.string() }).optional() }).optional(),
      }),
    ),
  }),
});

/** The service that writes access logs. */
const LOGGING = 'logging.s3.amazonaws.com';

/**
 * Returns a function that tells whether S3 may write the access log of one bucket to another one: its policy must allow
 * the logging service to. Without the permission S3 delivers nothing, and tells nobody.
 */
export const readLogDelivery = (reader: TemplateReader): ((sourceArn: string, target: string) => boolean) => {
  const policies = reader.resources('AWS::S3::BucketPolicy', PolicyProperties).map(({ properties }) => properties);
  return (sourceArn, target) =>
    policies
      .filter(({ Bucket }) => Bucket === target)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .some(
        ({ Effect, Action, Principal, Resource, Condition }) =>
          Effect === 'Allow' &&
          [Action].flat().includes('s3:PutObject') &&
          Object(Principal)['Service'] === LOGGING &&
          [Resource].flat().some(resource => resource.endsWith(`:::${target}/*`)) &&
          (Condition?.ArnLike?.['aws:SourceArn'] ?? sourceArn) === sourceArn,
      );
};
