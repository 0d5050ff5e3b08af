import { z } from 'zod';
import { TemplateError } from '../template-error.ts';
import type { TemplateReader } from '../template-reader.ts';

const Properties = z.looseObject({ ServiceToken: z.string() });

/** A resource that CloudFormation asks a function to create, update and delete. */
export interface CustomResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  readonly functionLogicalId: string;
  /** All properties, as the function gets them. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The types of the product. CDK's own custom resources have inline code and are not needed here. */
const TYPES = ['Custom::DeployedPolicies'];

/** Reads the custom resources of the template. Throws `TemplateError` for one whose function is not in it. */
export const readCustomResources = (reader: TemplateReader): CustomResourceDefinition[] => {
  const functions = reader.resources('AWS::Lambda::Function', z.unknown());
  return TYPES.flatMap(type =>
    reader.resources(type, Properties).map(({ logicalId, where, properties }) => {
      const fn = functions.find(({ arn }) => arn === properties.ServiceToken);
      if (!fn) throw new TemplateError(where, `no function has the ARN ${properties.ServiceToken}`);
      return { logicalId, type, functionLogicalId: fn.logicalId, properties };
    }),
  );
};
