import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint/endpoint.ts';
import type { KmsKeyDefinition } from '../aws/kms/kms-keys.ts';
import { IMPORTED_KEY } from '../demo/demo-keys.ts';
import { startEventSources } from '../event-sources/start-event-sources.ts';
import { createEventBus, type EventBus } from '../events/event-bus.ts';
import { startSchedules } from '../functions/schedules.ts';
import { createTemplateFunctions } from '../functions/template-functions.ts';
import { type LocalHttpApi, startHttpApi } from '../http-api/http-api.ts';
import { startLiveFunctions } from '../live/start-live-functions.ts';
import { importedBucket, importedLogBucket, type PlaybackContext, twilioSecrets } from '../playback-context.ts';
import { type LocalRestApi, startRestApi } from '../rest-api/rest-api.ts';
import type { Synthesis, SynthesisOptions } from '../synthesis.ts';
import type { Teardown } from '../teardown.ts';
import type { LocalTemplate } from '../template/read-template.ts';
import type { TwilioAccount } from '../twilio/credentials.ts';
import { createCustomResources, type DeployCustomResources } from './deploy-custom-resources.ts';
import { createLateFunctions, type LateFunctions } from './late-functions.ts';
import { replaceAddresses, withLocalAddresses } from './local-addresses.ts';

/** What the local cloud is started from. */
export interface CloudOptions {
  readonly synthesis: Synthesis;
  readonly synthesisOptions: SynthesisOptions;
  readonly context: PlaybackContext;
  /** Whether a bucket that is not the template's keeps versions and has Object Lock. */
  readonly lockableBucket: boolean;
  readonly twilioAccount: TwilioAccount;
  /** Keeps tables and objects. Without it: a temporary folder. */
  readonly dataDir: string | undefined;
  /** Keys that were imported into KMS, in addition to the demo's. */
  readonly kmsKeys: readonly KmsKeyDefinition[];
  /** Whether functions are built again when a source file or a policy changes. */
  readonly watch: boolean;
  /** Whether custom resources are deployed, as CloudFormation does. */
  readonly deployCustomResources: boolean;
  /** Waits before Lambda's repeated attempts, milliseconds. Without it: Lambda's own. */
  readonly retryAfterMs: readonly number[] | undefined;
  readonly log: (line: string) => void;
  /** Stops each started part. */
  readonly teardown: Teardown;
}

/** The running cloud: AWS, and the template's gateways with the functions behind them. */
export interface LocalCloud {
  readonly aws: AwsEndpoint;
  readonly httpApi: LocalHttpApi;
  /** Absent when the template has no REST API. */
  readonly restApi: LocalRestApi | undefined;
}

/**
 * Starts AWS, the gateways, the functions, the schedules and the event sources of the template. AWS and the REST
 * API start before the functions, because the functions' environments contain their addresses.
 */
export const startCloud = async (options: CloudOptions): Promise<LocalCloud> => {
  const { teardown, synthesis } = options;
  const functions = createLateFunctions();
  const addresses: Record<string, string> = {};
  const events = createEventBus({
    rules: synthesis.template.eventRules,
    invoke: functions.invoke,
    retryAfterMs: options.retryAfterMs,
  });
  const aws = teardown.add(await startAws(options, { functions, events, addresses }));
  const restApi = await startFirstRestApi(options, functions);
  Object.assign(addresses, addressOf(synthesis.template.restApis, restApi));
  const httpApi = teardown.add(await startFirstHttpApi(options, functions));
  Object.assign(addresses, addressOf(synthesis.template.httpApis, httpApi));
  const deploy = options.deployCustomResources
    ? createCustomResources({ stackName: synthesis.stackName, dataDir: options.dataDir })
    : undefined;
  functions.set(await startFunctions(options, { aws, addresses, deploy }));
  await deploy?.(synthesis.template.customResources, functions);
  teardown.add(startSchedules(synthesis.template, functions));
  const log = (line: string) => options.log(`lambda ${line}`);
  teardown.add(startEventSources(synthesis.template, { functions, aws, log }));
  // Added after the functions, so that it stops before them.
  teardown.add(events);
  return { aws, httpApi, restApi };
};

const startAws = (
  { synthesis: { template, stackName }, context, lockableBucket, twilioAccount, kmsKeys, dataDir, log }: CloudOptions,
  {
    functions,
    events,
    addresses,
  }: {
    readonly functions: LateFunctions;
    readonly events: EventBus;
    readonly addresses: Readonly<Record<string, string>>;
  },
): Promise<AwsEndpoint> => {
  const isCreatedByTemplate = template.buckets.some(({ bucketName }) => bucketName === context.bucketName);
  return startAwsEndpoint({
    ...template,
    buckets: isCreatedByTemplate
      ? template.buckets
      : [...template.buckets, importedBucket(context, { lockable: lockableBucket }), importedLogBucket(context)],
    secrets: twilioSecrets(context, twilioAccount),
    kmsKeys: [...template.kmsKeys, IMPORTED_KEY, ...kmsKeys],
    readStackOutputs: { stackName, outputs: () => outputsOf(template, addresses) },
    ...(dataDir !== undefined && { dataDir }),
    invoke: async (name, event) => {
      const outcome = await functions.invoke(name, event);
      return outcome.ok ? outcome.value : outcome.error;
    },
    onEvent: events.send,
    log: line => log(`aws ${line.replace(/^aws: /, '')}`),
  });
};

/** Returns the stack's outputs, with the addresses of the local gateways. */
const outputsOf = (
  { outputNames, output }: LocalTemplate,
  addresses: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(outputNames.map(name => [name, withLocalAddresses(String(output(name)), addresses)]));

/** Returns the deployed address of the first gateway with its local one, or nothing without a gateway. */
const addressOf = (
  [definition]: readonly { readonly deployedUrl: string }[],
  gateway: { readonly url: string } | undefined,
): Record<string, string> => (definition && gateway ? { [definition.deployedUrl]: gateway.url } : {});

const startFirstRestApi = async (
  { synthesis, log, teardown }: CloudOptions,
  { invokeStreaming }: LateFunctions,
): Promise<LocalRestApi | undefined> => {
  const [definition] = synthesis.template.restApis;
  if (!definition) return undefined;
  return teardown.add(await startRestApi({ definition, invokeStreaming, log: line => log(`media ${line}`) }));
};

const startFirstHttpApi = ({ synthesis, log }: CloudOptions, { invoke }: LateFunctions): Promise<LocalHttpApi> => {
  const [definition] = synthesis.template.httpApis;
  if (!definition) throw new Error('The template has no HTTP API');
  return startHttpApi({ definition, invoke, log: line => log(`api ${line}`) });
};

const startFunctions = async (
  { synthesis, synthesisOptions, context, watch, log, teardown }: CloudOptions,
  {
    aws,
    addresses,
    deploy,
  }: {
    readonly aws: AwsEndpoint;
    readonly addresses: Readonly<Record<string, string>>;
    readonly deploy: DeployCustomResources | undefined;
  },
) => {
  const host = { log: (name: string, line: string) => log(`${name} ${line}`) };
  const create = (template: LocalTemplate) => createTemplateFunctions(replaceAddresses(template, addresses), aws, host);
  return teardown.add(
    watch
      ? await startLiveFunctions({
          playback: context,
          synthesis,
          synthesisOptions,
          create,
          deploy: (changed, created) => deploy?.(changed.customResources, created),
          log: line => log(`dev ${line}`),
        })
      : create(synthesis.template),
  );
};
