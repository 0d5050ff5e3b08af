import http, { type ClientRequest, type RequestOptions } from 'node:http';
import https, { type Agent } from 'node:https';
import { isIP } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import type { FlexToken } from '../../domain/playback/playback-request.ts';

/** Starts a request to the configured address. `path` is appended to the path of the base URL. */
export type OpenIamRequest = (options: RequestOptions & { readonly path: string }) => ClientRequest;

/**
 * Returns a function that starts requests to Twilio's IAM service at `baseUrl`. It uses Node's own client, because fetch
 * would load undici in each cold start. The client follows no redirects, and its agents keep connections alive.
 * Throws if `baseUrl` would send tokens over a network without TLS. Loopback addresses may use `http:`.
 * @param agent for requests over TLS; default: Node's global agent
 */
export const openIamRequest = (baseUrl: string, agent?: Agent): OpenIamRequest => {
  const base = new URL(baseUrl);
  if (base.protocol !== 'https:' && !isLoopback(base)) {
    throw new Error(`iamBaseUrl must begin with https://, since tokens are sent to it: got ${base.protocol}//`);
  }
  const { request } = base.protocol === 'https:' ? https : http;
  const prefix = base.pathname.replace(/\/$/, '');
  const targets = new Map<string, RequestOptions>();
  return options => {
    // An account has one path, so each path is parsed only once.
    const target = targets.get(options.path) ?? urlToHttpOptions(new URL(`${prefix}${options.path}`, base));
    targets.set(options.path, target);
    return request({ ...options, ...target, ...(agent && { agent }) });
  };
};

const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' &&
  (hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.')));

/** The data of one call that validates a token. */
export interface TokenValidation {
  /** The account in the path. Nothing else binds a token to this account. */
  readonly accountSid: string;
  readonly token: FlexToken;
  /** `user:password` of the request's Basic authorization. */
  readonly credential: string;
}

/** Sends `POST /v1/Accounts/{AC}/Tokens/validate` and ends the request's body. */
export const sendTokenValidation = (
  open: OpenIamRequest,
  { accountSid, token, credential }: TokenValidation,
): ClientRequest => {
  const body = JSON.stringify({ token });
  return open({
    method: 'POST',
    path: `/v1/Accounts/${accountSid}/Tokens/validate`,
    headers: {
      Authorization: `Basic ${Buffer.from(credential).toString('base64')}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    },
  }).end(body);
};
