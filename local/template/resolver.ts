import { LOCAL_ACCOUNT, LOCAL_PARTITION, LOCAL_REGION, localArn } from './local-account.ts';
import { namePropertyOf, type PhysicalResource, physicalResource } from './physical-resource.ts';
import { TemplateError } from './template-error.ts';

type Json = Record<string, unknown>;

/** The parts of a synthesized CloudFormation template that the resolver reads. */
export interface CloudFormationTemplate {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Json>;
  readonly Condition?: string;
}

/** Replaces intrinsic functions by their values in the local account. */
export interface Resolver {
  /**
   * Resolves a value. `where` is its path in the template, for messages. Throws `TemplateError` if it is not supported.
   */
  resolve(value: unknown, where: string): unknown;
  /** Returns whether a condition of the template is true. Throws `TemplateError` if there is no such condition. */
  holds(condition: string, where: string): boolean;
}

/** `AWS::NoValue` removes the property or list entry that holds it. */
const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Creates a resolver for a template.
 * @param overrides values of `LogicalId` (its `Ref`) or `LogicalId.Attribute`, instead of the default local ones
 */
export const createResolver = (options: {
  readonly template: CloudFormationTemplate;
  readonly stackName: string;
  readonly overrides?: Readonly<Record<string, string>>;
}): Resolver => {
  const { template, stackName, overrides = {} } = options;
  const pseudoParameters: Record<string, unknown> = {
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Region': LOCAL_REGION,
    'AWS::Partition': LOCAL_PARTITION,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': localArn('cloudformation', `stack/${stackName}/local`),
    'AWS::NoValue': NO_VALUE,
  };

  const physical = (logicalId: string, where: string): PhysicalResource => {
    const resource = own(template.Resources, logicalId);
    if (!resource) throw new TemplateError(where, `there is no resource, parameter or pseudo parameter "${logicalId}"`);
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

  const ref = (name: unknown, where: string): unknown => {
    if (typeof name !== 'string') throw new TemplateError(where, 'Ref needs a name');
    const known = own<unknown>(overrides, name) ?? own(pseudoParameters, name);
    if (known !== undefined) return known;
    const parameter = own(template.Parameters, name);
    if (parameter) {
      if (parameter.Default === undefined) throw new TemplateError(where, `parameter "${name}" has no default`);
      return parameter.Default;
    }
    return physical(name, where).ref;
  };

  const getAtt = (argument: unknown, where: string): string => {
    const parts =
      typeof argument === 'string' ? argument.split('.') : list(argument, where).map(part => text(part, where));
    const [logicalId = '', ...rest] = parts;
    const attribute = rest.join('.');
    const value = overrides[`${logicalId}.${attribute}`] ?? physical(logicalId, where).attributes[attribute];
    if (value === undefined)
      throw new TemplateError(where, `Fn::GetAtt "${logicalId}.${attribute}" is unknown to the local stack`);
    return value;
  };

  const sub = (argument: unknown, where: string): string => {
    const [pattern, given] = typeof argument === 'string' ? [argument, {}] : list(argument, where);
    const values = resolve(given ?? {}, where) as Json;
    return text(pattern, where).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (Object.hasOwn(values, name)) return String(values[name]);
      return name.includes('.') ? getAtt(name, where) : text({ Ref: name }, where);
    });
  };

  const holds = (condition: string, where: string): boolean => {
    const definition = own(template.Conditions, condition);
    if (definition === undefined) throw new TemplateError(where, `there is no condition "${condition}"`);
    return truth(definition, `Conditions.${condition}`);
  };

  const truth = (value: unknown, where: string): boolean => {
    const resolved = resolve(value, where);
    if (typeof resolved !== 'boolean') throw new TemplateError(where, 'is not a condition');
    return resolved;
  };

  const intrinsics: Record<string, (argument: unknown, where: string) => unknown> = {
    Ref: ref,
    Condition: (name, where) => holds(String(name), where),
    'Fn::GetAtt': getAtt,
    'Fn::Sub': sub,
    'Fn::Join': (argument, where) => {
      const [separator, parts] = list(argument, where);
      return list(resolve(parts, where), where)
        .map(part => text(part, where))
        .join(text(separator, where));
    },
    'Fn::Split': (argument, where) => {
      const [separator, whole] = list(argument, where);
      return text(whole, where).split(text(separator, where));
    },
    'Fn::Select': (argument, where) => {
      const [index, from] = list(argument, where);
      const chosen = list(resolve(from, where), where)[Number(resolve(index, where))];
      if (chosen === undefined) throw new TemplateError(where, `Fn::Select: no entry ${String(index)}`);
      return chosen;
    },
    'Fn::If': (argument, where) => {
      const [condition, whenTrue, whenFalse] = list(argument, where);
      return resolve(holds(String(condition), where) ? whenTrue : whenFalse, where);
    },
    'Fn::Equals': (argument, where) => {
      const [left, right] = list(argument, where);
      return String(resolve(left, where)) === String(resolve(right, where));
    },
    'Fn::And': (argument, where) => list(argument, where).every(part => truth(part, where)),
    'Fn::Or': (argument, where) => list(argument, where).some(part => truth(part, where)),
    'Fn::Not': (argument, where) => !truth(list(argument, where)[0], where),
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
      return value.map((entry, index) => resolve(entry, `${where}[${index}]`)).filter(entry => entry !== NO_VALUE);
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
    const resolved = entries.map(([name, entry]) => [name, resolve(entry, `${where}.${name}`)] as const);
    return Object.fromEntries(resolved.filter(([, entry]) => entry !== NO_VALUE));
  };

  return { resolve, holds };
};

/** Returns an own property of the record: a template may have a resource named `constructor`. */
const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

const list = (value: unknown, where: string): unknown[] => {
  if (Array.isArray(value)) return value;
  throw new TemplateError(where, 'expected a list');
};
