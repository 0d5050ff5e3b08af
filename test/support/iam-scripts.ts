import type { Script } from './scripted-tls-server.ts';
import { VALID_ANSWER } from './token-validators.ts';

export const json =
  (status: number, body: unknown): Script =>
  response =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const html =
  (status: number, body: string): Script =>
  response =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(body);

/** Sends exactly these bytes, and then closes the connection. */
export const raw =
  (bytes: string): Script =>
  response =>
    response.socket?.end(bytes);

/** The documented positive answer with these fields changed. */
export const valid = (changes: object = {}): Script => json(200, { ...VALID_ANSWER, ...changes });

export const BAD_TOKEN = { valid: false, code: 20104, message: 'token expired' };
