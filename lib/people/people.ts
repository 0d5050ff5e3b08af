import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AccountParts } from '../accounts/add-account.ts';
import type { AccessAuditTable } from '../audit/access-audit-table.ts';
import type { AuditArchive } from '../audit/audit-archive.ts';
import type { AuditSigningKey } from '../audit/audit-signing-key.ts';
import type { RecordingsBucket } from '../media/recordings-bucket.ts';
import type { StreamedDelivery } from '../media/streamed-delivery.ts';
import { PersonPolicy } from './person-policy.ts';

/** What the people work with. */
export interface PeopleProps {
  readonly audit: AccessAuditTable;
  readonly archive: AuditArchive;
  readonly signingKey: AuditSigningKey;
  /** Of each Twilio account: its SID and its catalog. */
  readonly accounts: readonly AccountParts[];
  readonly recordings: RecordingsBucket;
  /** Absent without streamed links. */
  readonly streamed: StreamedDelivery | undefined;
}

/** The policies of the people who work with the stack by its command lines: auditors, who only read, and operators. */
export class People extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { audit, archive, signingKey, accounts, recordings, streamed }: PeopleProps,
  ) {
    super(scope, id);
    const auditor = new PersonPolicy(this, 'AuditorPolicy', 'Reads the audit trail and verifies it');
    audit.grantReadAll(auditor);
    archive.grantVerify(auditor);
    signingKey.grantReadPublicKey(auditor);
    for (const { catalog } of accounts) catalog.grantFindForAudit(auditor);

    const operator = new PersonPolicy(this, 'OperatorPolicy', 'Sets facts of recordings, holds them and revokes links');
    audit.grantRecordChanges(operator);
    audit.grantFindByName(operator);
    for (const { catalog } of accounts) catalog.grantDecide(operator);
    recordings.grantHold(
      operator,
      accounts.map(({ account }) => account.accountSid),
    );
    streamed?.grantRevoke(operator);

    for (const [name, { policy }] of Object.entries({ AuditorPolicy: auditor, OperatorPolicy: operator })) {
      new CfnOutput(this, `${name}Arn`, {
        value: policy.managedPolicyArn,
        description: `Attach it to the ${name === 'AuditorPolicy' ? 'auditors' : 'operators'}`,
      }).overrideLogicalId(`${name}Arn`);
    }
  }
}
