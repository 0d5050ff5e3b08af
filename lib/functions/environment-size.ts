import { Tokenization } from 'aws-cdk-lib';

/** Lambda's limit for all variables of a function together; it cannot be raised. */
const MAX_ENVIRONMENT_BYTES = 4_096;
/** Longest name or ARN that CloudFormation inserts, with the names that this stack gives its resources. */
const LONGEST_REFERENCE_BYTES = 100;
const SHOWN_VARIABLES = 3;

/** A function's environment variables as known at synthesis. */
export interface FunctionEnvironment {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Returns why a function's variables are too large, with their sizes; undefined if they fit. AWS would report it only during the deployment. */
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
    'in encryptionKeys, allowedOrigins, objectKeys or otherObjectKeys'
  );
};

/** Returns the size as Lambda measures it: of one JSON object, with quotes and escapes. */
const measured = (environment: Readonly<Record<string, string>>): number => {
  const json = JSON.stringify(environment);
  const references = Tokenization.reverseString(json).tokens;
  const written = references.reduce<string>((text, token) => text.replace(String(token), ''), json);
  return Buffer.byteLength(written) + references.length * LONGEST_REFERENCE_BYTES;
};
