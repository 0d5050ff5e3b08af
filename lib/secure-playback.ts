import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { CHAIN_KEY } from '../lambda/domain/audit/events/chain-event.ts';
import { POLICIES_KEY } from '../lambda/domain/audit/events/rule-event.ts';
import type { FailureCode } from '../lambda/domain/shared/failure.ts';
import { type AccountParts, addAccounts, functionsOf, queuesOf } from './accounts/add-account.ts';
import { failures } from './alarms/alarm-rule.ts';
import { PlaybackAlarms } from './alarms/playback-alarms.ts';
import { PlaybackApi } from './api/playback-api.ts';
import { AccessAuditTable } from './audit/access-audit-table.ts';
import { AuditArchive } from './audit/audit-archive.ts';
import { AuditDigest } from './audit/audit-digest.ts';
import { AuditReadTrail } from './audit/audit-read-trail.ts';
import { AuditSigningKey } from './audit/audit-signing-key.ts';
import { AuditVerifier } from './audit/audit-verifier.ts';
import { PolicyRecorder } from './audit/policy-recorder.ts';
import type { AttachUrlProviderProps, TwilioAccountProps } from './config/accounts/account-props.ts';
import { isStreaming } from './config/is-streaming.ts';
import { parsePlaybackConfig } from './config/parse-playback-config.ts';
import { warnAboutPlaceholders } from './config/placeholders.ts';
import type { PlaybackConfig } from './config/playback-config.ts';
import { PlaybackDashboard } from './dashboard/playback-dashboard.ts';
import { checkFunctions } from './functions/check-functions.ts';
import { grantRead } from './grant-read.ts';
import { keepOutputNames } from './keep-output-names.ts';
import { AccessLogReader } from './media/access-log-reader.ts';
import { RecordingsBucket } from './media/recordings-bucket.ts';
import { StreamedDelivery } from './media/streamed-delivery.ts';
import { People } from './people/people.ts';
import { compilePolicyFiles } from './policy/policy-files.ts';
import { refuseCollisions } from './refuse-collisions.ts';

/** The settings of a deployment, as in cdk.json: only `bucketName`, and `accountSid` or `accounts`, are required. */
export interface SecurePlaybackProps
  extends Partial<Omit<PlaybackConfig, 'accounts' | 'attachUrlProvider' | 'stackName'>> {
  readonly bucketName: string;
  /** How the service attaches `url_provider` to tasks by itself. Default: it does not; somebody else has to. */
  readonly attachUrlProvider?: AttachUrlProviderProps | undefined;
  /** Several Twilio accounts or subaccounts, in place of `accountSid`. */
  readonly accounts?: readonly TwilioAccountProps[] | undefined;
  /**
   * Folder of the policy files: `playback.cedar`, `schema.cedarschema` and optionally `teams.json`.
   * Default: the policies of this package.
   */
  readonly policyDir?: string | undefined;
}

/**
 * Expiring, audited links to call recordings for Flex Insights: all that is deployed. A stack can contain one.
 *
 * Synthesis needs no network, no credentials and no Docker. The constructor throws `PlaybackConfigError` or `PolicyError`,
 * which list all problems of the properties or the policies at once.
 */
export class SecurePlayback extends Construct {
  /** The address for the `url_provider` of a task, without a query. Of several accounts: that of the first one. */
  readonly urlProviderUrl: string;
  /** The same for each account, by its SID. */
  readonly urlProviderUrls: ReadonlyMap<string, string>;
  /** Name of the table that records who listened to what. */
  readonly auditTableName: string;
  /** Name of the bucket that this construct creates. Undefined if the bucket exists. */
  readonly createdBucket: string | undefined;
  private readonly audit: AccessAuditTable;
  private readonly accounts: readonly AccountParts[];

  constructor(scope: Construct, id: string, { policyDir, ...settings }: SecurePlaybackProps) {
    super(scope, id);
    const config = parsePlaybackConfig(settings);
    this.createdBucket = config.createBucket ? config.bucketName : undefined;
    refuseCollisions(this);
    const policies = compilePolicyFiles(policyDir);
    // The app around it may have older flags. (Only the order of some lists in policies still depends on the app's own flags.)
    for (const [flag, value] of Object.entries(CURRENTLY_RECOMMENDED_FLAGS)) this.node.setContext(flag, value);

    const audit = new AccessAuditTable(this, 'AccessAuditTable', { retentionDays: config.auditRetentionDays });
    const recordings = new RecordingsBucket(this, 'RecordingsBucket', config);
    const api = new PlaybackApi(this, 'PlaybackApi', config);
    const accounts = addAccounts(this, config, { policies: policies.document, audit, recordings, api });
    const [{ account, catalog, urlProvider, urlProviderUrl }] = accounts;

    const streamed = isStreaming(config)
      ? new StreamedDelivery(this, 'StreamedDelivery', { config: account, audit, recordings, catalog })
      : undefined;
    if (streamed) {
      streamed.grantIssue(urlProvider);
      this.output('MediaUrl', streamed.mediaUrl, 'Base URL of streamed links');
      this.output('MediaLinksTableName', streamed.linksTableName, 'Live streamed links');
      this.output(
        'LinkCoverageTableName',
        streamed.coverageTableName,
        'How much has left with streamed links that are not on record yet',
      );
    }

    const accessLogReader =
      config.createBucket || config.accessLogs
        ? new AccessLogReader(this, 'AccessLogReader', { config, recordings, audit, accounts })
        : undefined;

    const archive = new AuditArchive(this, 'AuditArchive', config);
    const signingKey = new AuditSigningKey(this, 'AuditSigningKey');
    const digest = new AuditDigest(this, 'AuditDigest', config);
    audit.grantReadByDay(digest);
    archive.grantCreate(digest);
    signingKey.grantSign(digest);
    const auditVerifier = new AuditVerifier(this, 'AuditVerifier', config);
    audit.grantCompare(auditVerifier);
    audit.grantAppendAbout(auditVerifier, CHAIN_KEY);
    archive.grantVerify(auditVerifier);
    signingKey.grantReadPublicKey(auditVerifier);
    const policyRecorder = new PolicyRecorder(this, 'PolicyRecorder', config);
    audit.grantAppendAbout(policyRecorder, POLICIES_KEY);
    const deciding = accounts.map(parts => parts.urlProvider);
    policyRecorder.recordBefore(deciding, policies.sha256);
    if (config.auditReadTrail) {
      const { tableArn } = audit.table;
      new AuditReadTrail(this, 'AuditReadTrail', { tableArn, archiveArn: archive.bucket.bucketArn });
    }

    new People(this, 'People', { audit, archive, signingKey, accounts, recordings, streamed });

    const media = streamed?.media;
    const verifier = streamed?.verifier;
    const heardWriter = streamed?.heardWriter;
    const trail = { digest, auditVerifier, policyRecorder };
    const watched = { media, verifier, heardWriter, accessLogReader, ...trail };
    const { alarms, runbooks } = new PlaybackAlarms(this, 'Alarms', { ...watched, accounts, api, config });

    this.output('AllowedOrigins', config.allowedOrigins.join(' '), 'The origins of the pages that may play');
    this.output('AuditTableName', audit.table.tableName, 'Who listened to what');
    this.output('AuditArchiveBucketName', archive.bucket.bucketName, 'Digests and events of the audit trail, locked');
    this.output('AuditSigningKeyArn', signingKey.key.keyArn, 'Signs digests; keep a copy of its public key elsewhere');
    recordings.addOutput(this);
    this.output('PolicySet', policies.sha256, 'policy_set of audit events');

    keepOutputNames(this);
    const functions = [...deciding, ...Object.values(watched).filter(isPresent), ...accounts.flatMap(functionsOf)];
    checkFunctions(this, functions);
    if (config.dashboard) {
      const queues = accounts.flatMap(queuesOf);
      new PlaybackDashboard(this, 'Dashboard', { api, functions, queues, alarms, runbooks });
    }
    warnAboutPlaceholders(this, config);
    this.urlProviderUrl = urlProviderUrl;
    this.urlProviderUrls = new Map(accounts.map(parts => [parts.account.accountSid, parts.urlProviderUrl]));
    this.auditTableName = audit.table.tableName;
    this.audit = audit;
    this.accounts = accounts;
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }

  /** Lets somebody read the audit trail, and nothing else: single events, and queries of the table and its indexes. */
  grantReadAuditTrail(grantee: IGrantable): Grant {
    return grantRead(grantee, this.audit.table.tableArn);
  }

  /** Lets somebody look recordings up in the catalogs of all accounts. The wrapped keys of encrypted recordings are part of it. */
  grantReadCatalog(grantee: IGrantable): Grant {
    return grantRead(grantee, ...this.accounts.map(({ catalog }) => catalog.table.tableArn));
  }

  /** Returns the number of requests that failed with this code: sum over 5 minutes, unit Count. */
  metricFailures(code: FailureCode): Metric {
    return failures(code, Stack.of(this).stackName);
  }
}

const isPresent = <T>(part: T | undefined): part is T => part !== undefined;
