import * as z from 'zod';
import type { KeyRule } from './key-rule.ts';
import type { OperationConfig } from './operation-config.ts';
import { REGION, textOrReference } from './value-forms.ts';

/** The keys of `OperationConfig`. The types are checked against it. */
export const OPERATION_KEYS: { readonly [Key in keyof OperationConfig]-?: KeyRule<OperationConfig[Key]> } = {
  alarmEmail: {
    schema: z.email().optional(),
    mustBe: 'must be one e-mail address; omit it if alarms should not be sent by e-mail',
  },
  alarmTopicArn: {
    schema: textOrReference(new RegExp(`^arn:aws[a-z-]*:sns:${REGION}:\\d{12}:[\\w-]{1,256}$`)).optional(),
    mustBe:
      'must be the ARN of a standard SNS topic, such as arn:aws:sns:eu-central-1:123456789012:operations; CloudWatch does not send to FIFO topics',
  },
  alarmThresholds: {
    schema: z
      .strictObject({
        denials: z.int().min(1).max(1_000_000).default(50),
        unauthenticated: z.int().min(1).max(1_000_000).default(100),
        latencyMs: z.int().min(1).max(30_000).default(3_000),
      })
      .default({ denials: 50, unauthenticated: 100, latencyMs: 3_000 }),
    mustBe:
      'must be whole numbers for five minutes, such as {"denials": 50, "unauthenticated": 100, "latencyMs": 3000}; latencyMs at most 30000',
  },
  runbookUrl: {
    schema: z
      .string()
      .regex(/^https:\/\/[^\s#]{1,200}$/)
      .optional(),
    mustBe: 'must be the https address of the page with the runbooks, at most 208 characters, without #',
  },
  dashboard: {
    schema: z.boolean().default(true),
    mustBe: 'must be true (there is a CloudWatch dashboard) or false',
  },
  tracing: {
    schema: z.boolean().default(false),
    mustBe: 'must be true (X-Ray records the invocations of the functions) or false',
  },
  domainName: {
    schema: z
      .string()
      .max(253)
      .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/)
      .optional(),
    mustBe: 'must be a domain name in lower case, such as playback.example.com; no scheme, no path, no wildcard',
  },
  certificateArn: {
    schema: textOrReference(new RegExp(`^arn:aws[a-z-]*:acm:${REGION}:\\d{12}:certificate/[0-9a-f-]{36}$`)).optional(),
    mustBe:
      "must be the ARN of a certificate in ACM, in the stack's region, such as arn:aws:acm:eu-central-1:123456789012:certificate/…",
  },
  webAclArn: {
    schema: textOrReference(
      new RegExp(`^arn:aws[a-z-]*:wafv2:${REGION}:\\d{12}:regional/webacl/[\\w-]{1,128}/[0-9a-f-]{36}$`),
    ).optional(),
    mustBe:
      'must be the ARN of a regional web ACL of AWS WAF, such as arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/name/id; not a global one, which is for CloudFront',
  },
};
