import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Conditions, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundledCode } from './bundled-code.ts';

/** What a function is made of. */
export interface PlaybackFunctionProps {
  /** Folder under lambda/ whose `index.ts` exports `handler`. */
  readonly name: string;
  readonly description: string;
  /** Longest run. */
  readonly timeout: Duration;
  /** MB. Lambda gives CPU in proportion: 1,769 MB are one core. */
  readonly memorySize: number;
  /** Files beside the bundle, name → text. Default: none. */
  readonly files?: Readonly<Record<string, string>>;
  /** Days that CloudWatch keeps its log. */
  readonly logRetentionDays: RetentionDays;
}

/** A permission and the variables that tell the function what it is for. */
export interface Allowance {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A Lambda function with a role of its own that may do nothing but write its own log, until something is allowed.
 * No managed policy: each would bring permissions that nobody asked for.
 */
export class PlaybackFunction extends Construct {
  readonly lambda: LambdaFunction;
  /** Longest run. */
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: PlaybackFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the ${props.name} function may do`,
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode(props.name, props.files),
      role,
      logGroup,
      timeout: props.timeout,
      memorySize: props.memorySize,
    });
    this.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
  }

  /** Gives a permission and sets the variables that go with it, so that neither can be forgotten. */
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
  }
}
