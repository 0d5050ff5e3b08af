import { Tokenization } from 'aws-cdk-lib';

/** Lambda's limit for all variables of a function together; it cannot be raised. */
const MAX_ENVIRONMENT_BYTES = 4_096;
/** No name or ARN that CloudFormation puts in is longer, as this stack names its resources. */
const LONGEST_REFERENCE_BYTES = 100;
const SHOWN_VARIABLES = 3;

/** A function's variables, as far as they are known before the deployment. */
export interface FunctionEnvironment {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Why a function's variables do not fit, with their sizes; undefined when they do. AWS would say so in the middle of a deployment. */
export const environmentProblem = ({ name, environment }: FunctionEnvironment): string | undefined => {
  const total = measured(environment);
  if (total <= MAX_ENVIRONMENT_BYTES) return undefined;
  const largest = Object.entries(environment)
    .map(([variable, value]) => [variable, measured({ [variable]: value })] as const)
    .sort(([, left], [, right]) => right - left)
    .slice(0, SHOWN_VARIABLES);
  return (
    `the ${name} function's environment takes up to ${total} bytes and Lambda allows ${MAX_ENVIRONMENT_BYTES} ` +
    `(${largest.map(([variable, bytes]) => `${variable} ${bytes}`).join(', ')}): have fewer or shorter values ` +
    'in encryptionKeys, allowedOrigins or objectKeys'
  );
};

/** Lambda measures the variables written as one JSON object, quotes and escapes included. */
const measured = (environment: Readonly<Record<string, string>>): number => {
  const json = JSON.stringify(environment);
  const references = Tokenization.reverseString(json).tokens;
  const written = references.reduce<string>((text, token) => text.replace(String(token), ''), json);
  return Buffer.byteLength(written) + references.length * LONGEST_REFERENCE_BYTES;
};
