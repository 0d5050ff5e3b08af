declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Starts nothing yet: the returned server has to listen. `path` keeps the data on disk, else it stays in memory. */
  export default function dynalite(options?: {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }): Server;
}
