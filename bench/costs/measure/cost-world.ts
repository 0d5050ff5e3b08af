import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playbackContext } from '../../../local/playback-context.ts';
import { startLocalStack } from '../../../local/stack.ts';
import { type Synthesis, synthesize } from '../../../local/synthesis.ts';
import type { CloudFormationTemplate } from '../../../local/template/resolver.ts';
import { loopbackCertificate } from '../../stubs/certificate.ts';
import { MEASURED_FUNCTIONS, type MeasuredName, type OptionName, PLAYS, type PlayKind } from '../measurements.ts';
import { startCountingFront } from './counting-front.ts';
import { type DeploymentCounts, deploymentCounts, difference } from './deployment-counts.ts';
import { functionStarter, type MeasuredFunction } from './measured-function.ts';
import { messageTaker } from './queued-messages.ts';
import { callRecorder } from './recorded-calls.ts';
import { countCalls } from './seen-calls.ts';

const LOGICAL_IDS: Readonly<Record<MeasuredName, RegExp>> = {
  'url-provider': /^UrlProvider/,
  media: /^StreamedDeliveryMedia/,
  'twilio-events': /^TwilioEvents/,
  'catalog-writer': /^CatalogWriter/,
};

/** The configuration of each kind of play; tokens are not remembered, so every play asks Twilio. */
const CONFIGURATIONS: Readonly<Record<PlayKind, Readonly<Record<string, unknown>>>> = {
  s3: { tokenCacheSeconds: 0, delivery: 's3', createEncryptionKey: false, encryptionKeys: {} },
  stream: { tokenCacheSeconds: 0, delivery: 'stream', createEncryptionKey: false, encryptionKeys: {} },
  encrypted: { tokenCacheSeconds: 0, delivery: 'stream' },
};

/** Any workspace: nothing is attached while a template is synthesized. */
const WORKSPACE_SID = `WS${'0'.repeat(32)}`;

/** The deployment that gets an option, and the option's settings. */
const OPTION_CONFIGURATIONS: Readonly<
  Record<OptionName, { readonly kind: PlayKind; readonly overrides: Readonly<Record<string, unknown>> }>
> = {
  createBucket: { kind: 's3', overrides: { createBucket: true } },
  verifyOnArrival: { kind: 'encrypted', overrides: { verifyOnArrival: true } },
  attachUrlProvider: { kind: 'encrypted', overrides: {} },
};

/** The local stack must not deliver messages, because the measured processes take them. */
const withoutEventSources = (template: CloudFormationTemplate): void => {
  for (const { Type, Properties } of Object.values(template.Resources ?? {})) {
    if (Type === 'AWS::Lambda::EventSourceMapping') Object.assign(Properties ?? {}, { Enabled: false });
  }
};

/** Deployments as they are synthesized, whose functions reach the local stack's services through TLS. */
export type CostWorld = Awaited<ReturnType<typeof buildCostWorld>>;

/** Starts the local stack and synthesizes the deployment of each kind of play. */
export const buildCostWorld = async (node: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'flex-secure-playback-costs-'));
  const stack = await startLocalStack({ playback: CONFIGURATIONS.encrypted, editTemplate: withoutEventSources });
  const { description } = stack;
  const certificate = await loopbackCertificate();
  const syntheses = {} as Record<PlayKind, Synthesis>;
  // The tables have the same names in each deployment; the largest one has them all.
  const { counter, messages } = await (async () => {
    const context = { accountSid: description.accountSid, bucketName: description.bucket };
    const everything = await synthesize(
      playbackContext({ playerOrigin: 'https://flex.twilio.com', twilioUrl: description.twilio }, context),
    );
    await everything.close();
    const { tables, queues } = everything.template;
    const callEvents = queues.find(({ logicalId }) => logicalId === 'CallEvents');
    if (!callEvents) throw new Error('the deployment has no queue of callbacks');
    return {
      counter: countCalls(description.aws, tables),
      messages: messageTaker(description.aws, callEvents),
    };
  })();
  const iam = await startCountingFront(certificate, description.twilio, counter.see);
  const aws = await startCountingFront(certificate, description.aws, counter.see);
  for (const kind of PLAYS) {
    const addresses = { playerOrigin: 'https://flex.twilio.com', twilioUrl: iam.url };
    syntheses[kind] = await synthesize(playbackContext(addresses, CONFIGURATIONS[kind]));
  }
  const start = functionStarter({ folder, node, certificate: certificate.cert, awsUrl: aws.url });
  const recorder = await callRecorder(stack);
  return {
    description,
    record: recorder.record,
    /** Returns the event with which Lambda invokes catalog-writer after a callback. */
    takeCallEvents: messages.take,
    /** Returns the usage since the last request for it. */
    takeUsage: counter.take,
    /** Starts the functions that a kind of play needs, each in a new process. */
    startFunctions: (kind: PlayKind): Readonly<Partial<Record<MeasuredName, MeasuredFunction>>> =>
      Object.fromEntries(
        MEASURED_FUNCTIONS.flatMap(name => {
          const { functions } = syntheses[kind].template;
          const definition = functions.find(({ logicalId }) => LOGICAL_IDS[name].test(logicalId));
          return definition ? [[name, start(definition)]] : [];
        }),
      ),
    /** Returns what is counted in the template of a kind of play. */
    fixed: (kind: PlayKind): DeploymentCounts => deploymentCounts(syntheses[kind].source),
    /** Returns what an option adds to these counts. */
    option: async (option: OptionName): Promise<DeploymentCounts> => {
      const { kind, overrides } = OPTION_CONFIGURATIONS[option];
      const addresses = { playerOrigin: 'https://flex.twilio.com', twilioUrl: iam.url };
      const attachIn = option === 'attachUrlProvider' ? WORKSPACE_SID : undefined;
      const configuration = { ...CONFIGURATIONS[kind], ...overrides };
      const synthesis = await synthesize(playbackContext({ ...addresses, attachIn }, configuration));
      await synthesis.close();
      return difference(deploymentCounts(synthesis.source), deploymentCounts(syntheses[kind].source));
    },
    close: async () => {
      recorder.close();
      counter.close();
      messages.close();
      await Promise.all([iam.close(), aws.close()]);
      for (const synthesis of Object.values(syntheses)) await synthesis.close();
      await stack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
