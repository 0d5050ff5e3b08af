import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { DEFAULT_STACK_NAME } from '../../lib/config/playback-config.ts';
import { buildApp } from '../../lib/playback-app.ts';

export * from '../support/configurations.ts';

export interface Resource<Properties = Record<string, unknown>> {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

export interface Synthesized {
  /** The cloud assembly's folder: template, asset manifests, assets. */
  readonly directory: string;
  readonly text: string;
  readonly resources: Readonly<Record<string, Resource>>;
  /** The notes that synthesis prints about the stack. */
  readonly notes: readonly string[];
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Synthesizes the app as the CLI would, into a folder that is removed after the file's tests. Call it outside of tests: it takes seconds. */
export const synthesize = (playback: Record<string, unknown>): Synthesized => {
  const directory = mkdtempSync(join(tmpdir(), 'synthesized-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  // CloudFormation's own rules are checked once, beside the AWS Solutions rules.
  buildApp({ playback, outdir: directory, checkTemplate: false }).synth();
  const { stackName = DEFAULT_STACK_NAME } = playback as { stackName?: string };
  const text = readFileSync(join(directory, `${stackName}.template.json`), 'utf8');
  const template = JSON.parse(text);
  const metadata = JSON.parse(readFileSync(join(directory, `${stackName}.metadata.json`), 'utf8'));
  const notes = (Object.values(metadata).flat() as { type: string; data: unknown }[])
    .filter(({ type }) => type === 'aws:cdk:info')
    .map(({ data }) => String(data));
  return { directory, text, notes, resources: template.Resources, outputs: template.Outputs };
};

/** All resources of a type, by logical id. */
export const ofType = <Properties>(synthesized: Synthesized, type: string): [id: string, Resource<Properties>][] =>
  Object.entries(synthesized.resources).filter(([, resource]) => resource.Type === type) as [
    string,
    Resource<Properties>,
  ][];

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export interface RoleProperties {
  readonly ManagedPolicyArns?: unknown;
  readonly Policies?: readonly Pick<PolicyProperties, 'PolicyDocument'>[];
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly { readonly Principal: unknown }[] };
}

export interface PolicyProperties {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Roles: readonly { readonly Ref: string }[];
}

export interface FunctionProperties {
  readonly Runtime: string;
  readonly Architectures: readonly string[];
  readonly Handler: string;
  readonly Timeout: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly Role: { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly LoggingConfig: { readonly LogGroup: { readonly Ref: string } };
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  readonly Code: { readonly S3Key: string };
}

export const functions = (synthesized: Synthesized) => ofType<FunctionProperties>(synthesized, 'AWS::Lambda::Function');

/** The statements of all policies that are attached to roles. */
export const statements = (synthesized: Synthesized): Statement[] => {
  const inline = ofType<RoleProperties>(synthesized, 'AWS::IAM::Role').flatMap(
    ([, role]) => role.Properties.Policies ?? [],
  );
  const attached = ofType<PolicyProperties>(synthesized, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties);
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => [...PolicyDocument.Statement]);
};

/** The statements of one function's role. */
export const statementsOf = (synthesized: Synthesized, fn: Resource<FunctionProperties>): Statement[] =>
  ofType<PolicyProperties>(synthesized, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.some(({ Ref }) => Ref === fn.Properties.Role['Fn::GetAtt'][0]))
    .flatMap(([, { Properties }]) => [...Properties.PolicyDocument.Statement]);

export const actionsOf = ({ Action }: Statement): readonly string[] => (typeof Action === 'string' ? [Action] : Action);

/** A template value as text. Joins are resolved; a reference is written as `<…>`. */
export const asText = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[fn, argument]] = Object.entries(value) as [[string, unknown]];
  if (fn === 'Fn::Join') return ((argument as [string, unknown[]])[1] ?? []).map(asText).join('');
  if (fn === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (fn === 'Ref') return `<${String(argument)}>`;
  throw new Error(`Not expected in the template: ${JSON.stringify(value)}`);
};

/** The resources of a statement as texts. */
export const resourcesOf = ({ Resource }: Statement): string[] =>
  (Array.isArray(Resource) ? Resource : [Resource]).map(asText);
