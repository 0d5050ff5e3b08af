import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { Client } from '../shared/client.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';

/** May this caller play this recording? All facts come from Twilio, the catalog or the gateway. */
export interface AccessQuestion {
  readonly caller: Caller;
  readonly recordingSid: RecordingSid;
  readonly client: Client;
  readonly now: Date;
  /** What the catalog knows; undefined when it has no entry, which leaves the policies with fewer facts. */
  readonly recording?: CatalogEntry | undefined;
}
