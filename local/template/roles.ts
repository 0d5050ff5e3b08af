import { z } from 'zod';
import { TemplateError } from './template-error.ts';
import type { TemplateReader } from './template-reader.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? [value] : value));
const conditionValues = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform(value => (Array.isArray(value) ? value.map(String) : [String(value)]));

/** Strict: an unsupported element (`NotAction`, `NotResource`, `Principal`) must not be ignored. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).optional(),
});

const Document = z.object({
  Statement: z.union([Statement, z.array(Statement)]).transform(value => (Array.isArray(value) ? value : [value])),
});

const RoleProperties = z.object({
  Policies: z.array(z.object({ PolicyDocument: Document })).optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
});

const PolicyProperties = z.object({ PolicyDocument: Document, Roles: z.array(z.string()).optional() });

/** One statement of a policy, with resource names resolved to ARNs. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Such as `s3:GetObject` or `s3:Get*`. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator → context key → accepted values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** An IAM role of the template, with all statements of its policies. */
export interface RoleDefinition {
  readonly logicalId: string;
  readonly roleName: string;
  readonly arn: string;
  readonly statements: readonly PolicyStatement[];
  /** ARNs of managed policies: their content is not in the template, so they grant nothing here. */
  readonly managedPolicyArns: readonly string[];
}

/**
 * Reads all roles of the template, with their inline policies and the attached `AWS::IAM::Policy` and
 * `AWS::IAM::ManagedPolicy` resources.
 */
export const readRoles = (reader: TemplateReader): RoleDefinition[] => {
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap(type =>
    reader.resources(type, PolicyProperties),
  );
  return reader.resources('AWS::IAM::Role', RoleProperties).map(({ logicalId, ref, arn, where, properties }) => {
    const documents = [
      ...(properties.Policies ?? []),
      ...attached.filter(policy => policy.properties.Roles?.includes(ref)).map(policy => policy.properties),
    ].map(policy => policy.PolicyDocument);
    return {
      logicalId,
      roleName: ref,
      arn,
      statements: documents.flatMap(document => document.Statement.map(raw => statementOf(raw, where))),
      managedPolicyArns: properties.ManagedPolicyArns ?? [],
    };
  });
};

/** The people of the local account: name, which is also access key id and secret → logical id of their managed policy. */
const PEOPLE = { auditor: 'AuditorPolicy', operator: 'OperatorPolicy' } as const;

/** A person with the permissions of one managed policy of the template. */
export interface PersonDefinition {
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
}

/** Reads the people whose policies the template has. */
export const readPeople = (reader: TemplateReader): PersonDefinition[] => {
  const policies = reader.resources('AWS::IAM::ManagedPolicy', PolicyProperties);
  return Object.entries(PEOPLE).flatMap(([name, policyId]) =>
    policies
      .filter(({ logicalId }) => logicalId === policyId)
      .map(({ where, properties }) => ({
        name,
        statements: properties.PolicyDocument.Statement.map(raw => statementOf(raw, where)),
      })),
  );
};

const statementOf = (raw: z.output<typeof Statement>, where: string): PolicyStatement => {
  const variable = [
    ...raw.Resource,
    ...Object.values(raw.Condition ?? {}).flatMap(keys => Object.values(keys).flat()),
  ].find(value => value.includes('${'));
  if (variable) throw new TemplateError(where, `policy variables are not supported by the local stack: ${variable}`);
  return {
    effect: raw.Effect,
    actions: raw.Action,
    resources: raw.Resource,
    conditions: raw.Condition ?? {},
  };
};
