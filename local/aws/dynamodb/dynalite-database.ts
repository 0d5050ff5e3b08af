import { Readable } from 'node:stream';
import dynalite from 'dynalite';
import type { Answer } from '../protocol/answer.ts';

/** dynalite, called in process: there is no second port through which the signature and policy checks could be passed by. */
export interface DynaliteDatabase {
  /** `body` is the operation's JSON input. */
  readonly call: (operation: string, body: Buffer) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** `path`: LevelDB folder; in memory when absent. */
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
        // dynalite closes its database only on the way out of a server that listens.
        server.listen(0, '127.0.0.1', () => server.close(error => (error ? reject(error) : resolve())));
      }),
  };
};

/** dynalite looks for a signature, but does not check it: that is done before the call gets here. */
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
