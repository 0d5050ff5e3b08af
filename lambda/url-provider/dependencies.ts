import { readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { bucketEndpoint, serviceEndpoint } from '../adapters/aws/endpoint.ts';
import type { AwsConnection } from '../adapters/aws/requests/signed-request.ts';
import { signedDynamoDb, signedSecretsManager } from '../adapters/aws/signed-calls.ts';
import { earlyConnections } from '../adapters/connections/early-connections.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { dynamoDbRecordingCatalog } from '../adapters/dynamodb/dynamodb-recording-catalog.ts';
import { dynamoDbRecordingGroups } from '../adapters/dynamodb/dynamodb-recording-groups.ts';
import { dynamoDbLinkLeases } from '../adapters/dynamodb/leases/dynamodb-link-leases.ts';
import { presignedLinkIssuer } from '../adapters/s3/presigned-link-issuer.ts';
import { s3RecordingStore } from '../adapters/s3/s3-recording-store.ts';
import { signedS3 } from '../adapters/s3/signed-s3.ts';
import { secretsManagerTwilioCredentials } from '../adapters/secrets/secrets-manager-twilio-credentials.ts';
import { accountTokenValidator } from '../adapters/twilio/account-token-validator.ts';
import { callerTokenValidator } from '../adapters/twilio/caller-token-validator.ts';
import { leaseLinkIssuer } from '../domain/playback/lease-link-issuer.ts';
import { linksByDelivery } from '../domain/playback/link/links-by-delivery.ts';
import { type PlayRecordingDependencies, playRecording } from '../domain/playback/play-recording.ts';
import type { TokenValidator } from '../domain/playback/ports.ts';
import { rememberedTokens } from '../domain/playback/remembered-tokens.ts';
import { policyAuthorizer } from '../domain/policy/policy-authorizer.ts';
import { POLICY_FILE, readPolicyDocument } from '../domain/policy/policy-document.ts';
import { ok } from '../domain/shared/result.ts';
import { newEventId } from '../shell/new-event-id.ts';
import { requestLog } from '../shell/request-log.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseUrlProviderConfig, type UrlProviderConfig } from './config.ts';
import type { UrlProviderDependencies } from './handler.ts';

/** Two attempts with this limit end well before the limits of the function and the gateway. */
const AWS_REQUEST_TIMEOUT_MS = 2_000;

const now = () => new Date();

const connectionTo = (region: string): AwsConnection => ({
  region,
  environment: process.env,
  requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS,
});

/** Connects the pipeline to AWS and Twilio, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const urlProviderDependencies = (): UrlProviderDependencies => {
  const config = parseUrlProviderConfig(process.env);
  const early = connectionsOf(config);
  const bucket = { ...connectionTo(config.region), region: config.bucketRegion, httpsAgent: early.bucket };
  const dynamoDb = signedDynamoDb({ ...connectionTo(config.region), httpsAgent: early.dynamoDb });
  const pipeline: PlayRecordingDependencies = {
    tokens: rememberedTokens(ofAccount(config.accountSid, tokenValidator(config, early)), {
      cacheSeconds: config.tokenCacheSeconds,
      now,
    }),
    recordings: s3RecordingStore({
      client: signedS3(bucket),
      bucket: config.recordingsBucket,
      accountSid: config.accountSid,
      objectKeys: config.objectKeys,
      otherObjectKeys: config.otherObjectKeys,
    }),
    catalog: dynamoDbRecordingCatalog({ client: dynamoDb, table: config.recordingsTable }),
    groups: dynamoDbRecordingGroups({ client: dynamoDb, table: config.recordingsTable }),
    authorizer: policyAuthorizer(readPolicyDocument(readFileSync(`${config.codeDirectory}/${POLICY_FILE}`))),
    audit: dynamoDbAuditLog({
      client: dynamoDb,
      table: config.auditTable,
      retentionDays: config.auditRetentionDays,
    }),
    links: linksByDelivery(
      {
        s3: presignedLinkIssuer(bucket, config.recordingsBucket),
        stream:
          config.streaming &&
          leaseLinkIssuer(dynamoDbLinkLeases(dynamoDb, config.streaming.linksTable), config.streaming.mediaUrl),
      },
      config.delivery,
    ),
    linkLifetime: config.linkLifetime,
    isAccessLogged: config.isAccessLogged,
    publicKeySids: new Set(config.publicKeySids),
    now,
    newEventId,
  };
  return {
    playRecording: request => playRecording(pipeline, request),
    log: requestLog(stackLines(process.env), now),
  };
};

/** The agents whose connections are open already. */
type EarlyConnections = Partial<Record<'iam' | 'bucket' | 'dynamoDb' | 'secrets', Agent | undefined>>;

/**
 * Opens the connections of a first play while the function starts, one for each of its simultaneous calls. An environment
 * that is started for later use (provisioned concurrency) opens none: they would be closed before they are used.
 */
const connectionsOf = (config: UrlProviderConfig): EarlyConnections => {
  const { region, bucketRegion, recordingsBucket, objectKeys, iamBaseUrl, twilioSecretName } = config;
  const { env } = process;
  if (env['AWS_LAMBDA_INITIALIZATION_TYPE'] !== 'on-demand') return {};
  return {
    iam: earlyConnections(new URL(iamBaseUrl)),
    bucket: earlyConnections(
      bucketEndpoint(recordingsBucket, { region: bucketRegion, environment: env }),
      objectKeys.length,
    ),
    dynamoDb: earlyConnections(serviceEndpoint('dynamodb', { region, environment: env })),
    secrets:
      twilioSecretName === undefined
        ? undefined
        : earlyConnections(serviceEndpoint('secretsmanager', { region, environment: env })),
  };
};

/** Names the account in each caller, and so in each audit event: the function knows one account, and no request can choose another. */
const ofAccount = (accountSid: string, { validate }: TokenValidator): TokenValidator => ({
  validate: async token => {
    const caller = await validate(token);
    return caller.ok ? ok({ ...caller.value, accountSid }) : caller;
  },
});

/** With a secret, uses the account's credentials. Without one, the caller's token is the credential. */
const tokenValidator = (config: UrlProviderConfig, early: EarlyConnections): TokenValidator => {
  const agent = early.iam;
  const { accountSid, iamBaseUrl, twilioSecretName } = config;
  if (twilioSecretName === undefined) return callerTokenValidator({ accountSid, iamBaseUrl, agent, now });
  const client = signedSecretsManager({ ...connectionTo(config.region), httpsAgent: early.secrets });
  const credentials = secretsManagerTwilioCredentials({ client, secretName: twilioSecretName, now });
  return accountTokenValidator({ accountSid, iamBaseUrl, agent, credentials, now });
};
