declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** `path`: LevelDB folder; in memory when absent. The times say how long tables stay in a state of transition. */
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export = dynalite;
}
