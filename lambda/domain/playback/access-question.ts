import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { Client } from '../shared/client.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';

/** The question whether a caller may play a recording. All facts come from Twilio, the catalog or the gateway. */
export interface AccessQuestion {
  readonly caller: Caller;
  readonly recordingSid: RecordingSid;
  readonly client: Client;
  readonly now: Date;
  /** The catalog's entry; undefined if there is none. The policies then have fewer facts. */
  readonly recording?: CatalogEntry | undefined;
}
