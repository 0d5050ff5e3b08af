import { LOCAL_ACCOUNT, LOCAL_PARTITION, LOCAL_REGION } from './local-account.ts';
import { namePropertyOf, type PhysicalResource, physicalResource } from './physical-resource.ts';
import { TemplateError } from './template-error.ts';

/** The parts of a synthesized CloudFormation template that the resolver reads. */
export interface CloudFormationTemplate {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  /** Not supported: the local stack cannot run a resource that may be absent. */
  readonly Condition?: unknown;
}

/** Replaces intrinsic functions by their values in the local account. */
export interface Resolver {
  /**
   * Resolves a value. `where` is its path in the template, for messages. Throws `TemplateError` if it is not supported.
   */
  resolve(value: unknown, where: string): unknown;
}

/** Creates a resolver for a template. */
export const createResolver = (options: {
  readonly template: CloudFormationTemplate;
  readonly stackName: string;
}): Resolver => {
  const { template, stackName } = options;
  const pseudoParameters: Record<string, string> = {
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Region': LOCAL_REGION,
    'AWS::Partition': LOCAL_PARTITION,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const physical = (logicalId: string, where: string): PhysicalResource => {
    const resource = own(template.Resources, logicalId);
    if (!resource) throw new TemplateError(where, `there is no resource or pseudo parameter "${logicalId}"`);
    const nameProperty = namePropertyOf(resource.Type);
    const name = nameProperty && resource.Properties?.[nameProperty];
    const found = physicalResource({
      type: resource.Type,
      stackName,
      logicalId,
      ...(name !== undefined && name !== '' && { explicitName: text(name, where) }),
    });
    if (!found)
      throw new TemplateError(where, `refers to "${logicalId}", but ${resource.Type} is unknown to the local stack`);
    return found;
  };

  const ref = (name: unknown, where: string): string => {
    if (typeof name !== 'string') throw new TemplateError(where, 'Ref needs a name');
    const pseudoParameter = own(pseudoParameters, name);
    if (pseudoParameter !== undefined) return pseudoParameter;
    return physical(name, where).ref;
  };

  const getAtt = (argument: unknown, where: string): string => {
    const [logicalId, attribute, ...rest] = list(argument, where);
    if (typeof logicalId !== 'string' || typeof attribute !== 'string' || rest.length > 0)
      throw new TemplateError(where, 'Fn::GetAtt needs the names of a resource and an attribute');
    const value = own(physical(logicalId, where).attributes, attribute);
    if (value === undefined)
      throw new TemplateError(where, `Fn::GetAtt "${logicalId}.${attribute}" is unknown to the local stack`);
    return value;
  };

  const sub = (pattern: unknown, where: string): string => {
    if (typeof pattern !== 'string') throw new TemplateError(where, 'Fn::Sub is supported with a string only');
    return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      return name.includes('.') ? getAtt(name.split('.'), where) : ref(name, where);
    });
  };

  /** What the synthesized templates use. Any other function is an error that names it. */
  const intrinsics: Record<string, (argument: unknown, where: string) => unknown> = {
    Ref: ref,
    'Fn::GetAtt': getAtt,
    'Fn::Sub': sub,
    'Fn::Join': (argument, where) => {
      const [separator, parts] = list(argument, where);
      return list(resolve(parts, where), where)
        .map(part => text(part, where))
        .join(text(separator, where));
    },
  };

  const text = (value: unknown, where: string): string => {
    const resolved = resolve(value, where);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new TemplateError(where, 'expected a string');
  };

  const resolve = (value: unknown, where: string): unknown => {
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new TemplateError(where, 'dynamic references ({{resolve:…}}) are not supported by the local stack');
    }
    if (Array.isArray(value)) {
      return value.map((entry, index) => resolve(entry, `${where}[${index}]`));
    }
    if (typeof value !== 'object' || value === null) return value;

    const entries = Object.entries(value);
    const [only] = entries;
    if (only && entries.length === 1) {
      const [name, argument] = only;
      const isCondition = name === 'Condition' && typeof argument === 'string';
      if (name === 'Ref' || isCondition || name.startsWith('Fn::')) {
        const intrinsic = intrinsics[name];
        if (!intrinsic) throw new TemplateError(where, `${name} is not supported by the local stack`);
        return intrinsic(argument, where);
      }
    }
    return Object.fromEntries(entries.map(([name, entry]) => [name, resolve(entry, `${where}.${name}`)]));
  };

  return { resolve };
};

/** Returns an own property of the record: a template may have a resource named `constructor`. */
const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

const list = (value: unknown, where: string): unknown[] => {
  if (Array.isArray(value)) return value;
  throw new TemplateError(where, 'expected a list');
};
