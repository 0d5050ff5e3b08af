import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { AccountParts } from '../accounts/add-account.ts';
import type { AccessAuditTable } from '../audit/access-audit-table.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';
import type { RecordingsBucket } from './recordings-bucket.ts';

/** The constructs that the reader uses. */
export interface AccessLogReaderProps {
  readonly config: PlaybackConfig;
  readonly recordings: RecordingsBucket;
  readonly audit: AccessAuditTable;
  /** The role of an account's url-provider signs the links to this account's recordings. */
  readonly accounts: readonly AccountParts[];
}

/** Longest time for which EventBridge and Lambda deliver an event again. Older events would be late in the audit trail's chain. */
const MAX_EVENT_AGE = Duration.hours(6);

/** The function that puts fetches with links on record, as S3's access log tells them. */
export class AccessLogReader extends PlaybackFunction {
  constructor(scope: Construct, id: string, { config, recordings, audit, accounts }: AccessLogReaderProps) {
    super(scope, id, {
      name: 'access-log-reader',
      description: 'Puts fetches with links on record, as the access log of the recordings bucket tells them',
      // Lambda's maximum: nobody waits, and an object may have megabytes.
      timeout: Duration.minutes(15),
      config,
    });
    const signers = accounts.map(({ account, urlProvider }) => [
      account.accountSid,
      urlProvider.lambda.role?.roleArn ?? '',
    ]);
    const [[ACCOUNT_SID = '', LINK_SIGNER_ARN = ''] = []] = signers;
    this.configure(
      config.accounts
        ? { LINK_SIGNERS: Stack.of(this).toJsonString(Object.fromEntries(signers)) }
        : { ACCOUNT_SID, LINK_SIGNER_ARN },
    );
    for (const { urlProvider } of accounts) urlProvider.configure({ ACCESS_LOG: 'read' });
    const created = recordings.grantReadAccessLog(this);
    audit.grantAppend(this);
    audit.grantReadByRecording(this);
    this.lambda.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: MAX_EVENT_AGE });
    new Rule(this, 'Logs', {
      description: 'Reports new objects in the access log of the recordings bucket',
      eventPattern: created,
      targets: [new LambdaFunction(this.lambda, { maxEventAge: MAX_EVENT_AGE })],
    });
  }
}
