import { z } from 'zod';
import { namePropertyOf, physicalResource } from './physical-resource.ts';
import { type CloudFormationTemplate, createResolver, type Resolver } from './resolver.ts';
import { TemplateError } from './template-error.ts';

/** A resource whose properties are resolved and match the given schema. */
export interface ReadResource<Properties> {
  readonly logicalId: string;
  readonly where: string;
  readonly properties: Properties;
  /** Its `Ref`. */
  readonly ref: string;
  /** The value of `Fn::GetAtt` for `Arn`; empty for types without an ARN. */
  readonly arn: string;
}

/** Reads resources of a template by type. Throws `TemplateError` when a resource does not match the schema. */
export interface TemplateReader {
  resources<Schema extends z.ZodType>(type: string, schema: Schema): ReadResource<z.output<Schema>>[];
  readonly resolver: Resolver;
}

/** Creates a reader for a template. */
export const createTemplateReader = (options: {
  readonly template: CloudFormationTemplate;
  readonly stackName: string;
}): TemplateReader => {
  const resolver = createResolver(options);
  return {
    resolver,
    resources: (type, schema) =>
      Object.entries(options.template.Resources ?? {})
        .filter(([, resource]) => resource.Type === type)
        .map(([logicalId, resource]) => {
          const where = `Resources.${logicalId}.Properties`;
          if (resource.Condition !== undefined) {
            throw new TemplateError(`Resources.${logicalId}`, 'conditions are not supported by the local stack');
          }
          const properties = parse(schema, resolver.resolve(resource.Properties ?? {}, where), where);
          const nameProperty = namePropertyOf(type);
          const name = nameProperty && resolver.resolve(resource.Properties?.[nameProperty], where);
          const physical = physicalResource({
            type,
            stackName: options.stackName,
            logicalId,
            ...(typeof name === 'string' && name && { explicitName: name }),
          });
          return {
            logicalId,
            where,
            properties,
            ref: physical?.ref ?? logicalId,
            arn: physical?.attributes['Arn'] ?? '',
          };
        }),
  };
};

/** Parses a resolved value with a schema. Throws `TemplateError` with all problems. */
const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TemplateError(where, z.prettifyError(parsed.error));
};
