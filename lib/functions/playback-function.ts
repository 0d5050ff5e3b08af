import { Aws, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName, PlaybackConfig } from '../config/playback-config.ts';
import { bundleCode } from './bundle-code.ts';
import type { Allowance, Grantee } from './grantee.ts';
import { MEMORY_MB } from './memory-sizes.ts';

/** The keys of the configuration that every function uses. */
export type FunctionConfig = Pick<PlaybackConfig, 'logRetentionDays' | 'reservedConcurrency' | 'tracing'>;

/** The context key that says whether bundles have source maps. */
export const SOURCE_MAPS = 'flex-secure-playback:source-maps';

/** The properties of a function. */
export interface PlaybackFunctionProps {
  /** Folder under lambda/ whose `index.ts` exports `handler`. */
  readonly name: FunctionName;
  readonly description: string;
  /** Maximum duration of an invocation. */
  readonly timeout: Duration;
  /** Files next to the bundle, name → text. Default: none. */
  readonly files?: Readonly<Record<string, string>>;
  readonly config: FunctionConfig;
}

/**
 * A Lambda function with its own role. Without further permissions it may only write its own log. The role has no managed
 * policy, because a managed policy contains permissions that are not needed.
 */
export class PlaybackFunction extends Construct implements Grantee {
  readonly lambda: LambdaFunction;
  /** Maximum duration of an invocation. */
  readonly timeout: Duration;
  /** Reserved concurrent executions. 0: none; the function shares the account's unreserved ones. */
  readonly reserved: number;
  /** The folder under lambda/. */
  readonly name: FunctionName;
  private readonly variables: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: PlaybackFunctionProps) {
    super(scope, id);
    this.name = props.name;
    this.timeout = props.timeout;
    const reserved = props.config.reservedConcurrency[props.name];
    this.reserved = reserved ?? 0;
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.config.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Permissions of the ${props.name} function`,
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundleCode(props.name, {
        sourceMap: this.node.tryGetContext(SOURCE_MAPS) === true,
        ...(props.files && { files: props.files }),
      }),
      role,
      logGroup,
      timeout: props.timeout,
      memorySize: MEMORY_MB[props.name],
      ...(props.config.tracing && { tracing: Tracing.ACTIVE }),
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
    });
    // A reference, because the template can be deployed under another name (`npm run package`).
    this.configure({ STACK_NAME: Aws.STACK_NAME });
    this.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
  }

  /** Adds a permission and sets the variables that belong to it, so that neither can be forgotten. */
  allow(allowance: Allowance): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...allowance.actions],
        resources: [...allowance.resources],
        ...(allowance.conditions && { conditions: allowance.conditions }),
      }),
    );
    this.configure(allowance.environment ?? {});
  }

  /** Sets variables that need no permission. */
  configure(environment: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(environment)) this.lambda.addEnvironment(name, value);
    Object.assign(this.variables, environment);
  }

  /** All variables that have been set so far. */
  get environment(): Readonly<Record<string, string>> {
    return this.variables;
  }
}
