import { startDesk } from '../bin/audit/desk/start-desk.ts';
import { POLICY_DIR } from '../lib/policy/policy-files.ts';
import { createAuditReader } from './audit-reader.ts';
import type { KmsKeyDefinition } from './aws/kms/kms-keys.ts';
import { type LocalCloud, startCloud } from './cloud/start-cloud.ts';
import { DEMO_ACCOUNT_SID } from './demo/account.ts';
import { newDemoCalls, playDemoCalls } from './demo/demo-calls.ts';
import { demoRecordings } from './demo/demo-recordings.ts';
import { listedCall, listedRecording } from './demo/player-recordings.ts';
import { seedDemo } from './demo/seed-demo.ts';
import { demoTokens, playerUsers } from './demo/users.ts';
import { describeStack, type StackDescription } from './description.ts';
import { encryptionKeyIds, playbackContext } from './playback-context.ts';
import { startPlayer } from './player/player-server.ts';
import { synthesize } from './synthesis.ts';
import { createTeardown, type Teardown } from './teardown.ts';
import { LOCAL_REGION } from './template/local-account.ts';
import type { TwilioRecording } from './twilio/recording-resource.ts';
import { startTwilioStub } from './twilio/twilio-stub.ts';

export interface LocalStackOptions {
  /** Port of the player page. @default a free port */
  readonly port?: number;
  /** Keeps tables and objects in this folder from one start to the next. @default a temporary folder */
  readonly dataDir?: string;
  /** Configuration that overrides the demo's, with the keys of the context object `playback`. */
  readonly playback?: Readonly<Record<string, unknown>>;
  /** Whether the demo's bucket keeps versions of its objects and has Object Lock. @default false */
  readonly lockableBucket?: boolean;
  /** Whether the service attaches recordings to the stub's tasks. @default false */
  readonly attachUrlProvider?: boolean;
  /** Whether calls are played after the start, in the background. The player page offers their recordings. @default false */
  readonly demoCalls?: boolean;
  /** Folder of the policy files. @default the project's */
  readonly policyDir?: string;
  /** Recordings that Twilio's Recordings API lists in addition to the demo's. Neither bucket nor catalog has them. */
  readonly twilioRecordings?: readonly TwilioRecording[];
  /** Duration of the demo's two long calls. Each second takes 64 kB of the disk. @default two minutes */
  readonly longCallSeconds?: number;
  /** Keys that were imported into KMS, in addition to the demo's. */
  readonly kmsKeys?: readonly KmsKeyDefinition[];
  /** Changes the template before it is run. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows the shape of the part that it edits
  readonly editTemplate?: (template: any) => void;
  /** Builds functions again when a source file or a policy changes. Data and addresses stay. @default false */
  readonly watch?: boolean;
  /** Whether the start is a deployment that is on record: `policies_deployed`. @default false */
  readonly deployCustomResources?: boolean;
  /** Waits before Lambda's repeated attempts, milliseconds. @default one minute, then two */
  readonly retryAfterMs?: readonly number[];
  /** Bundles functions with source maps and removes their time limits, for breakpoints. @default false */
  readonly debuggable?: boolean;
  /** Receives one line for each request, each refusal and each line that a function logs. */
  readonly log?: (line: string) => void;
}

/** The whole product on this machine. */
export interface LocalStack {
  readonly description: StackDescription;
  /** Stops everything, and removes temporary files. */
  close(): Promise<void>;
}

/**
 * Synthesizes the app and runs its template: the functions' own bundles behind an HTTP API, a local AWS that enforces
 * the policies of the roles, and a Twilio stub that knows the demo users. Everything listens on loopback only.
 * When a port is taken (`EADDRINUSE`) or the configuration has problems, it stops everything again and rejects.
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

  // The player and Twilio start first, because the configuration contains their addresses.
  const player = teardown.add(await startPlayer({ port: options.port ?? 0 }));
  const twilio = teardown.add(await startTwilioStub({ accountSid, log: line => log(`twilio ${line}`) }));

  const context = playbackContext(
    {
      playerOrigin: player.origin,
      twilioUrl: twilio.url,
      attachIn: options.attachUrlProvider ? twilio.workspaceSid : undefined,
    },
    options.playback,
  );
  const { policyDir, debuggable, editTemplate: edit } = options;
  const synthesisOptions = { policyDir, debuggable, edit };
  const synthesis = teardown.add(await synthesize(context, synthesisOptions));
  const { template } = synthesis;
  const cloud = await startCloud({
    synthesis,
    synthesisOptions,
    context,
    lockableBucket: options.lockableBucket ?? false,
    twilioAccount: twilio.account,
    dataDir: options.dataDir,
    kmsKeys: options.kmsKeys ?? [],
    watch: options.watch ?? false,
    deployCustomResources: options.deployCustomResources ?? false,
    retryAfterMs: options.retryAfterMs,
    log,
    teardown,
  });

  const now = new Date();
  const aws = administratorSettings(cloud);
  const keyIds = encryptionKeyIds(context, template);
  const recordings = await seedDemo(
    {
      aws,
      accountSid: context.accountSid,
      bucket: context.bucketName,
      recordingsTable: String(template.output('RecordingsTableName')),
      keyIds,
    },
    demoRecordings(now, options.longCallSeconds),
  );
  twilio.setRecordings([...recordings, ...(options.twilioRecordings ?? [])]);

  const tokens = demoTokens(twilio.issueToken, now);
  const desk = teardown.add(
    await startDesk({ port: 0, deployment: deskDeployment(cloud, synthesis.stackName, policyDir) }),
  );
  const description = describeStack({ template, context, cloud, player, desk, twilio, keyIds, tokens, recordings });
  const calls = options.demoCalls ? newDemoCalls() : [];
  const { urlProvider, twilioWebhooks } = description;
  const target = { aws, twilio, accountSid: context.accountSid, bucket: context.bucketName, urlProvider };
  const played =
    twilioWebhooks !== undefined && calls.length > 0
      ? teardown.add(
          playDemoCalls({ ...target, twilioWebhooks, recordingsTable: description.tables.recordings }, calls, log),
        )
      : undefined;
  player.serve({
    ...description,
    recordings: [
      ...recordings.map(recording => listedRecording(recording, now)),
      ...calls.map(call => listedCall(call, now)),
    ],
    ...(played && { readCallChains: played.chains }),
    users: playerUsers(tokens),
    mediaOrigins: [cloud.aws.url, ...(cloud.restApi ? [new URL(cloud.restApi.url).origin] : [])],
    readAuditEvents: teardown.add(createAuditReader(aws, description.tables.audit)).read,
  });
  return description;
};

/** Returns what the auditor's desk shows: this stack, whose outputs name the tables. */
const deskDeployment = ({ aws: { url } }: LocalCloud, stack: string, policies = POLICY_DIR) => ({
  stack,
  endpoint: url,
  region: LOCAL_REGION,
  policies,
});

/** Returns the settings with which the administrator's clients reach the local AWS. */
const administratorSettings = ({ aws: { url, admin } }: LocalCloud) => ({
  endpoint: url,
  region: LOCAL_REGION,
  credentials: admin,
});
