import { Token } from 'aws-cdk-lib';
import * as z from 'zod';

/** CloudWatch accepts these numbers of days and no others (Logs API, `PutRetentionPolicy`). */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** An AWS region, as a part of regular expressions. */
export const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d';
/** The ARN of a key, not of an alias: permissions accept only the ARN. */
export const KMS_KEY_ARN = new RegExp(`^arn:aws[a-z-]*:kms:${REGION}:\\d{12}:key/(?:mrk-)?[0-9a-f-]{32,36}$`);

/**
 * Returns true for a valid template of an object key. Accepts only characters that S3 calls safe, and `=`: `*` and `?`
 * would widen the function's permission.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export const isKeyTemplate = (template: string): boolean =>
  /^[\w!\-.'()=/{}]{1,512}$/.test(template) &&
  template.split('{recordingSid}').length === 2 &&
  !/[{}]/.test(template.replace('{recordingSid}', '').replaceAll('{accountSid}', '')) &&
  template.split('/').every(segment => !['', '.', '..'].includes(segment));

/** A text of this form, or a reference to a resource of the same CDK app, which CloudFormation resolves. */
export const textOrReference = (form: RegExp) =>
  z.string().refine(value => Token.isUnresolved(value) || form.test(value));

/** The rule that all templates of object keys share, for messages. */
export const KEY_TEMPLATES =
  "each with {recordingSid} once and optionally {accountSid}; only letters, digits and !-_.'()=/ are allowed, and no slash at the beginning";

/** Returns true if no text of the list occurs twice. */
export const isDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length;

/** A whole number of seconds in this range. */
export const seconds = (min: number, max: number) => z.int().min(min).max(max);

/** The name of a secret. An auth token, which somebody may give by mistake, has the form of a name, but is none. */
export const SECRET_NAME = z
  .string()
  .regex(/^[\w/+=.@-]{1,512}$/)
  .refine(name => !/^[0-9a-f]{32}$/.test(name));

/** The name of an S3 bucket: no ARN, no URL, no IP address. */
export const BUCKET_NAME = textOrReference(/^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
