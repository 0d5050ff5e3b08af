declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** `path`: LevelDB folder; without it, in memory. The times are the durations of CREATING, DELETING and UPDATING. */
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export = dynalite;
}
