import { isDeepStrictEqual } from 'node:util';
import type { CloudFormationTemplate } from '../template/resolver.ts';

/** A function is built anew each time; the others say which version of the code or of the API this is. */
const RELOADED = [
  'AWS::Lambda::Function',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Stage',
  'AWS::CDK::Metadata',
];

/** The resources that a running local stack keeps as they were when it was started, although the template changed them. */
export const needsRestart = (
  { Resources: before = {} }: CloudFormationTemplate,
  { Resources: after = {} }: CloudFormationTemplate,
): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(id => {
    const type = (after[id] ?? before[id])?.Type;
    return !RELOADED.includes(String(type)) && !isDeepStrictEqual(before[id], after[id]);
  });
