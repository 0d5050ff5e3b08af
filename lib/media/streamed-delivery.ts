import { Construct } from 'constructs';
import type { AccessAuditTable } from '../audit/access-audit-table.ts';
import type { RecordingsTable } from '../catalog/recordings-table.ts';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import type { Grantee } from '../functions/grantee.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { EncryptionKeys } from './encryption-keys.ts';
import { HeardWriter } from './heard-writer.ts';
import { LinkCoverageTable } from './link-coverage-table.ts';
import { MediaApi } from './media-api.ts';
import { MediaFunction } from './media-function.ts';
import { MediaLinksTable } from './media-links-table.ts';
import { MediaVerifier } from './media-verifier.ts';
import type { RecordingsBucket } from './recordings-bucket.ts';

/** The constructs that streaming uses. */
export interface StreamedDeliveryProps {
  readonly config: AccountConfig;
  readonly audit: AccessAuditTable;
  readonly recordings: RecordingsBucket;
  readonly catalog: RecordingsTable;
}

/** The media endpoint, with leases instead of presigned links. It decrypts encrypted recordings. */
export class StreamedDelivery extends Construct {
  readonly media: MediaFunction;
  readonly heardWriter: HeardWriter;
  /** Present with `verifyOnArrival`. */
  readonly verifier: MediaVerifier | undefined;
  private readonly api: MediaApi;
  private readonly links: MediaLinksTable;
  private readonly coverage: LinkCoverageTable;
  private readonly keys: EncryptionKeys;

  constructor(scope: Construct, id: string, { config, audit, recordings, catalog }: StreamedDeliveryProps) {
    super(scope, id);
    this.links = new MediaLinksTable(this, 'Links');
    this.coverage = new LinkCoverageTable(this, 'Coverage');
    this.keys = new EncryptionKeys(this, 'Keys', config);
    this.media = new MediaFunction(this, 'Media', config);
    this.api = new MediaApi(this, 'MediaApi', config);
    this.api.serve(this.media);
    audit.grantAppend(this.media);
    recordings.grantRead(this.media, config.accountSid);
    catalog.grantLookUp(this.media);
    catalog.grantNoteVerification(this.media);
    this.links.grantRedeem(this.media);
    this.coverage.grantAdd(this.media);
    this.keys.grantUnwrap(this.media);
    this.heardWriter = new HeardWriter(this, 'HeardWriter', { config, longestAnswer: this.media.timeout });
    this.coverage.grantFinish(this.heardWriter);
    audit.grantAppend(this.heardWriter);
    if (config.verifyOnArrival) this.verifier = this.createVerifier({ config, audit, recordings, catalog });
  }

  /** Creates the verifier. It may neither append to the audit trail nor read a link. */
  private createVerifier({ config, recordings, catalog }: StreamedDeliveryProps): MediaVerifier {
    const verifier = new MediaVerifier(this, 'Verifier', { config, arrivals: recordings.arrivals(config.accountSid) });
    recordings.grantReadCurrent(verifier, config.accountSid);
    catalog.grantLookUp(verifier);
    catalog.grantNoteVerification(verifier);
    this.keys.grantUnwrap(verifier);
    return verifier;
  }

  get linksTableName(): string {
    return this.links.table.tableName;
  }

  get coverageTableName(): string {
    return this.coverage.table.tableName;
  }

  get mediaUrl(): string {
    return this.api.mediaUrl;
  }

  /** Lets the function issue streamed links. Sets `MEDIA_URL`, `LINKS_TABLE` and `PUBLIC_KEY_SIDS`. */
  grantIssue(fn: PlaybackFunction): void {
    this.api.setMediaUrl(fn);
    this.links.grantIssue(fn);
    this.keys.setPublicKeySids(fn);
  }

  /** Lets a person revoke links. */
  grantRevoke(person: Grantee): void {
    this.links.grantRevoke(person);
    this.coverage.grantEnd(person);
  }
}
