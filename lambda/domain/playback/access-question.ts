import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { Client } from '../shared/client.ts';

/** The question whether a caller may play a recording. All facts come from Twilio, the catalog or the gateway. */
export interface AccessQuestion {
  readonly caller: Caller;
  /** The recording; for a conference, call or task without recordings its own SID. */
  readonly recordingSid: string;
  readonly client: Client;
  readonly now: Date;
  /** The catalog's entry; undefined if there is none. The policies then have fewer facts. */
  readonly recording?: CatalogEntry | undefined;
}
