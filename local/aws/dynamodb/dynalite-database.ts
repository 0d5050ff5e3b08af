import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import type { Answer } from '../protocol/answer.ts';

/** dynalite without a port of its own, so that no call can avoid the checks of signatures and policies. */
export interface DynaliteDatabase {
  /** `body` is the operation's JSON input. */
  readonly call: (operation: string, body: Buffer) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Opens the database. `path`: its LevelDB folder; without it, the database is in memory. */
export const openDynalite = (path?: string): DynaliteDatabase => {
  const server = dynalite({ ...(path && { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    call: (operation, body) =>
      new Promise(resolve => {
        const headers: Record<string, string | number> = {};
        const response = {
          statusCode: 200,
          setHeader: (name: string, value: string | number) => {
            headers[name] = value;
          },
          end: (answer: string) => resolve({ status: response.statusCode, headers, body: answer }),
        };
        server.emit('request', requestFor(operation, body), response);
      }),
    close: () =>
      new Promise((resolve, reject) => {
        // dynalite closes its database only when a listening server closes.
        server.listen(0, '127.0.0.1', () => server.close(error => (error ? reject(error) : resolve())));
      }),
  };
};

/** dynalite requires a signature but does not check it. The endpoint has already checked the real one. */
const requestFor = (operation: string, body: Buffer) =>
  Object.assign(Readable.from([body]), {
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20200101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=checked',
    },
  });
