import { err, type Result } from '../lambda/domain/shared/result.ts';
import { auditReader } from './audit-reader.ts';
import { type AwsEndpoint, startAwsEndpoint } from './aws/endpoint/endpoint.ts';
import type { KmsKeyDefinition } from './aws/kms/kms-keys.ts';
import { DEMO_ACCOUNT_SID } from './demo/account.ts';
import { IMPORTED_KEY } from './demo/demo-keys.ts';
import { demoRecordings, isPlayable } from './demo/demo-recordings.ts';
import { seedDemo } from './demo/seed-demo.ts';
import { demoTokens, playerUsers } from './demo/users.ts';
import { describeRecording, type StackDescription } from './description.ts';
import type { FunctionFailure } from './functions/runnable-function.ts';
import { startSchedules } from './functions/schedules.ts';
import { createTemplateFunctions, type TemplateFunctions } from './functions/template-functions.ts';
import { startHttpApi } from './http-api/http-api.ts';
import { startLiveFunctions } from './live/start-live-functions.ts';
import { localAddresses } from './local-addresses.ts';
import { importedBucket, type PlaybackContext, playbackContext, twilioSecrets } from './playback-context.ts';
import { startPlayer } from './player/player-server.ts';
import { type LocalRestApi, startRestApi } from './rest-api/rest-api.ts';
import { STACK_NAME, type Synthesis, synthesize } from './synthesis.ts';
import { createTeardown, type Teardown } from './teardown.ts';
import { LOCAL_REGION } from './template/local-account.ts';
import type { LocalTemplate } from './template/read-template.ts';
import type { TwilioRecording } from './twilio/recording-resource.ts';
import { startTwilioStub, type TwilioStub } from './twilio/twilio-stub.ts';

export interface LocalStackOptions {
  /** Of the player page. @default a free one */
  readonly port?: number;
  /** Keeps tables and objects here from one start to the next. @default a temporary folder */
  readonly dataDir?: string;
  /** Configuration on top of the demo's, as the context `playback` takes it. */
  readonly playback?: Readonly<Record<string, unknown>>;
  /** Folder of the policy files. @default the project's */
  readonly policyDir?: string;
  /** What Twilio's Recordings API lists, on top of the demo's; nothing of them is in the bucket or the catalog. */
  readonly twilioRecordings?: readonly TwilioRecording[];
  /** Keys that were imported into KMS, on top of the demo's. */
  readonly kmsKeys?: readonly KmsKeyDefinition[];
  /** Changes the template before it is run. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever edits the template knows which part of it has which shape
  readonly editTemplate?: (template: any) => void;
  /** Make functions anew when a source file or a policy changes; data and addresses stay. @default false */
  readonly watch?: boolean;
  /** Bundle functions with source maps, and let them wait at a breakpoint as long as they like. @default false */
  readonly debuggable?: boolean;
  /** One line for each request, refusal and line that a function logs. */
  readonly log?: (line: string) => void;
}

/** The whole product on this machine. */
export interface LocalStack {
  readonly description: StackDescription;
  /** Stops everything, and removes what is not to be kept. */
  close(): Promise<void>;
}

/**
 * Synthesizes the app and runs its template: the functions' own bundles behind an HTTP API, with DynamoDB, S3 and
 * Secrets Manager that enforce the roles' policies, and a Twilio that knows a few demo users. Loopback only.
 * Rejects, with everything stopped again, when a port is taken (`EADDRINUSE`) or the configuration has problems.
 */
export const startLocalStack = async (options: LocalStackOptions = {}): Promise<LocalStack> => {
  const teardown = createTeardown();
  try {
    return { description: await startParts(options, teardown), close: teardown.run };
  } catch (problem) {
    await teardown.run();
    throw problem;
  }
};

const startParts = async (options: LocalStackOptions, teardown: Teardown): Promise<StackDescription> => {
  const log = options.log ?? (() => undefined);
  const accountSid = String(options.playback?.['accountSid'] ?? DEMO_ACCOUNT_SID);

  // These two come first, since their addresses are part of the configuration.
  const player = teardown.add(await startPlayer({ port: options.port ?? 0 }));
  const twilio = teardown.add(await startTwilioStub({ accountSid, log: line => log(`twilio ${line}`) }));

  const context = playbackContext({ playerOrigin: player.origin, twilioUrl: twilio.url }, options.playback);
  const { policyDir, debuggable, editTemplate: edit } = options;
  const synthesis = teardown.add(await synthesize(context, { policyDir, debuggable, edit }));
  const { template } = synthesis;
  const { aws, functions, media } = await startCloud(options, { synthesis, context, twilio, log, teardown });

  const [definition] = template.httpApis;
  if (!definition) throw new Error('The template has no HTTP API');
  const { invoke } = functions;
  const api = teardown.add(await startHttpApi({ definition, invoke, log: line => log(`api ${line}`) }));

  const tables = {
    audit: String(template.output('AuditTableName')),
    recordings: String(template.output('RecordingsTableName')),
    ...(media && { links: String(template.output('MediaLinksTableName')) }),
  };
  const keyIds = demoKeyIds(context, template);
  const recordings = await seedDemo(
    {
      aws: clientSettings(aws),
      accountSid: context.accountSid,
      bucket: context.bucketName,
      recordingsTable: tables.recordings,
      keyIds,
    },
    demoRecordings(new Date()),
  );
  twilio.setRecordings([...recordings, ...(options.twilioRecordings ?? [])]);
  const description: StackDescription = {
    urlProvider: api.url + new URL(String(template.output('UrlProviderUrl'))).pathname,
    ...(typeof context['twilioSecretName'] === 'string' && { twilioWebhooks: `${api.url}/twilio` }),
    player: player.url,
    aws: aws.url,
    twilio: twilio.url,
    accountSid,
    bucket: context.bucketName,
    tables,
    ...(media && { media: `${media.url}/media`, encryptionKeys: keyIds }),
    auditArchive: {
      bucket: String(template.output('AuditArchiveBucketName')),
      signingKeyArn: String(template.output('AuditSigningKeyArn')),
    },
    tokens: demoTokens(twilio.issueToken, new Date()),
    recordings: recordings.filter(isPlayable).map(describeRecording),
  };
  player.serve({
    ...description,
    recordings: recordings.map(describeRecording),
    users: playerUsers(description.tokens),
    mediaOrigins: [aws.url, ...(media ? [new URL(media.url).origin] : [])],
    auditEvents: teardown.add(auditReader(clientSettings(aws), description.tables.audit)).read,
  });
  return description;
};

/** AWS and the functions on it. They need each other: a function calls AWS, and AWS can be told to run a function. */
const startCloud = async (
  options: LocalStackOptions,
  parts: {
    readonly synthesis: Synthesis;
    readonly context: PlaybackContext;
    readonly twilio: TwilioStub;
    readonly log: (line: string) => void;
    readonly teardown: Teardown;
  },
): Promise<{ aws: AwsEndpoint; functions: Invokable; media: LocalRestApi | undefined }> => {
  const { synthesis, context, twilio, log, teardown } = parts;
  const { dataDir, kmsKeys, policyDir, debuggable, editTemplate: edit } = options;
  const { template } = synthesis;
  let functions: Invokable | undefined;
  const isMade = template.buckets.some(({ bucketName }) => bucketName === context.bucketName);
  const aws = teardown.add(
    await startAwsEndpoint({
      ...template,
      buckets: isMade ? template.buckets : [...template.buckets, importedBucket(context)],
      secrets: twilioSecrets(context, twilio.account),
      kmsKeys: [...template.kmsKeys, IMPORTED_KEY, ...(kmsKeys ?? [])],
      stackOutputs: { stackName: STACK_NAME, outputs: () => outputsOf(template) },
      ...(dataDir !== undefined && { dataDir }),
      invoke: async (name, event) => {
        const outcome = await functions?.invoke(name, event);
        return outcome?.ok ? outcome.value : outcome?.error;
      },
      log: line => log(`aws ${line.replace(/^aws: /, '')}`),
    }),
  );
  const host = { log: (name: string, line: string) => log(`${name} ${line}`) };
  // It listens before the functions are made, since they are told where.
  const [definition] = template.restApis;
  const media =
    definition &&
    teardown.add(
      await startRestApi({
        definition,
        invokeStreaming: async (name, event) => (await functions?.invokeStreaming(name, event)) ?? NOT_STARTED,
        log: line => log(`media ${line}`),
      }),
    );
  const addresses = media ? { [definition.deployedUrl]: media.url } : {};
  const create = (made: LocalTemplate) => createTemplateFunctions(localAddresses(made, addresses), aws, host);
  const live = { playback: context, synthesis, synthesisOptions: { policyDir, debuggable, edit }, create };
  functions = teardown.add(
    options.watch ? await startLiveFunctions({ ...live, log: line => log(`dev ${line}`) }) : create(template),
  );
  teardown.add(startSchedules(template, functions));
  return { aws, functions, media };
};

type Invokable = Omit<TemplateFunctions, 'find'>;

const NOT_STARTED: Result<never, FunctionFailure> = err({
  errorType: 'ServiceException',
  errorMessage: 'The functions have not been started yet',
});

const outputsOf = ({ outputNames, output }: LocalTemplate): Record<string, string> =>
  Object.fromEntries(outputNames.map(name => [name, String(output(name))]));

/** How the administrator's clients reach the local AWS. */
const clientSettings = ({ url, admin }: AwsEndpoint) => ({ endpoint: url, region: LOCAL_REGION, credentials: admin });

/** KMS key by public key SID, as the functions are told. */
const demoKeyIds = (context: PlaybackContext, template: LocalTemplate): Record<string, string> => {
  const created = template.output('EncryptionKeyArn');
  return Object.fromEntries(
    Object.entries(Object(context['encryptionKeys'])).map(([publicKeySid, keyArn]) => [
      publicKeySid,
      String(keyArn === 'created' ? created : keyArn).replace(/^.*:key\//, ''),
    ]),
  );
};
