import { isDeepStrictEqual } from 'node:util';
import type { CloudFormationTemplate } from '../template/resolver.ts';

/** Functions are built again at each change, and custom resources are deployed. The other types only contain the version of the code or of the API. */
const RELOADED = [
  'AWS::Lambda::Function',
  'Custom::DeployedPolicies',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
];

/** Returns the logical ids of changed resources that a running local stack cannot reload. */
export const resourcesThatNeedRestart = (
  { Resources: before = {} }: CloudFormationTemplate,
  { Resources: after = {} }: CloudFormationTemplate,
): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(id => {
    const type = (after[id] ?? before[id])?.Type;
    return !RELOADED.includes(String(type)) && !isDeepStrictEqual(before[id], after[id]);
  });
