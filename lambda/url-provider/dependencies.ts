import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { v7 as uuidV7 } from 'uuid';
import { awsClientSettings } from '../adapters/aws/aws-client-settings.ts';
import { dynamoDbAuditLog } from '../adapters/dynamodb/dynamodb-audit-log.ts';
import { dynamoDbLinkLeases } from '../adapters/dynamodb/dynamodb-link-leases.ts';
import { dynamoDbRecordingCatalog } from '../adapters/dynamodb/dynamodb-recording-catalog.ts';
import { presignedLinkIssuer } from '../adapters/s3/presigned-link-issuer.ts';
import { s3RecordingStore } from '../adapters/s3/s3-recording-store.ts';
import { secretsManagerTwilioCredentials } from '../adapters/secrets/secrets-manager-twilio-credentials.ts';
import { callerTokenValidator } from '../adapters/twilio/caller-token-validator.ts';
import { libraryTokenValidator } from '../adapters/twilio/library-token-validator.ts';
import { leaseLinkIssuer } from '../domain/playback/lease-link-issuer.ts';
import { linksByDelivery } from '../domain/playback/links-by-delivery.ts';
import { type PlayRecordingDependencies, playRecording } from '../domain/playback/play-recording.ts';
import type { TokenValidator } from '../domain/playback/ports.ts';
import { rememberedTokens } from '../domain/playback/remembered-tokens.ts';
import { policyAuthorizer } from '../domain/policy/policy-authorizer.ts';
import { POLICY_FILE, readPolicyDocument } from '../domain/policy/policy-document.ts';
import { requestLog } from '../shell/request-log.ts';
import { parseUrlProviderConfig, type UrlProviderConfig } from './config.ts';
import type { UrlProviderDependencies } from './handler.ts';

/** Two attempts of this stay well inside the function's and the gateway's limits. */
const AWS_REQUEST_TIMEOUT_MS = 2_000;

const now = () => new Date();

/** Wires the pipeline to AWS and Twilio, as the environment says. Throws `EnvironmentError` when it does not fit. */
export const urlProviderDependencies = (): UrlProviderDependencies => {
  const config = parseUrlProviderConfig(process.env);
  const s3 = new S3Client(awsClientSettings({ region: config.bucketRegion, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS }));
  const dynamoDb = new DynamoDBClient(
    awsClientSettings({ region: config.region, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS }),
  );
  const pipeline: PlayRecordingDependencies = {
    tokens: rememberedTokens(tokenValidator(config), { cacheSeconds: config.tokenCacheSeconds, now }),
    recordings: s3RecordingStore({
      client: s3,
      bucket: config.recordingsBucket,
      accountSid: config.accountSid,
      objectKeys: config.objectKeys,
    }),
    catalog: dynamoDbRecordingCatalog({ client: dynamoDb, table: config.recordingsTable }),
    authorizer: policyAuthorizer(readPolicyDocument(readFileSync(`${config.codeDirectory}/${POLICY_FILE}`))),
    audit: dynamoDbAuditLog({
      client: dynamoDb,
      table: config.auditTable,
      retentionDays: config.auditRetentionDays,
    }),
    links: linksByDelivery(
      {
        s3: presignedLinkIssuer(s3, config.recordingsBucket),
        stream:
          config.streaming &&
          leaseLinkIssuer(dynamoDbLinkLeases(dynamoDb, config.streaming.linksTable), config.streaming.mediaUrl),
      },
      config.delivery,
    ),
    linkLifetime: config.linkLifetime,
    publicKeySids: new Set(config.publicKeySids),
    now,
    newEventId: uuidV7,
  };
  return {
    playRecording: request => playRecording(pipeline, request),
    // Straight to stdout: console.log would put Lambda's own prefix before the JSON, and the metric would not be found.
    log: requestLog(line => process.stdout.write(`${line}\n`), now),
  };
};

/** A secret of our own: Twilio's package with it. None: the caller's token is the credential. */
const tokenValidator = (config: UrlProviderConfig): TokenValidator => {
  const { accountSid, iamBaseUrl, twilioSecretName } = config;
  if (twilioSecretName === undefined) return callerTokenValidator({ accountSid, iamBaseUrl, now });
  const client = new SecretsManagerClient(
    awsClientSettings({ region: config.region, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS }),
  );
  const credentials = secretsManagerTwilioCredentials({ client, secretName: twilioSecretName, now });
  return libraryTokenValidator({ accountSid, iamBaseUrl, credentials, now });
};
