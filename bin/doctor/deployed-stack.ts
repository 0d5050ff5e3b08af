import { awsClients } from '../deployment/aws-clients.ts';
import { type DeploymentOptions, readStack } from '../deployment/stack-outputs.ts';
import { AwsError } from '../terminal/exit-code.ts';

/** A stack as CloudFormation describes it, and how AWS is asked about the rest. */
export interface DeployedStack {
  readonly options: DeploymentOptions;
  /** Undefined if CloudFormation does not say. */
  readonly createdAt: Date | undefined;
  readonly outputs: ReadonlyMap<string, string>;
  readonly clients: ReturnType<typeof awsClients>;
}

/** Reads a stack. Throws what the SDK throws. */
export const readDeployedStack = async (options: DeploymentOptions): Promise<DeployedStack> => ({
  options,
  ...(await readStack(options)),
  clients: awsClients(options),
});

/** Returns an output that every stack has. Throws `AwsError` for a stack of another kind or an earlier version. */
export const outputOf = ({ options, outputs }: DeployedStack, name: string): string => {
  const value = outputs.get(name);
  if (value) return value;
  throw new AwsError(`The stack ${options.stack} has no output ${name}. Deploy it again with this version`);
};

/** Returns the hours since the stack was created. A stack of unknown age is old. */
export const ageHours = ({ createdAt }: DeployedStack, now: Date): number =>
  (now.getTime() - (createdAt?.getTime() ?? 0)) / 3_600_000;
