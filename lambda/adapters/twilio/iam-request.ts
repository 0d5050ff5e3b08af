import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { urlToHttpOptions } from 'node:url';

/** Starts a request whose address is the configured one, whatever host and port its options name. */
export type OpenIamRequest = (
  options: RequestOptions,
  onResponse?: (response: IncomingMessage) => void,
) => ClientRequest;

/**
 * Opens requests to Twilio's IAM service at `baseUrl`. Node's own client rather than fetch, which costs a cold start
 * the loading of undici; it follows no redirect, and its global agents keep connections alive.
 * Throws when tokens would cross a network in the clear: plain `http:` is for loopback addresses only.
 */
export const openIamRequest = (baseUrl: string): OpenIamRequest => {
  const base = new URL(baseUrl);
  if (base.protocol !== 'https:' && !isLoopback(base)) {
    throw new Error(`iamBaseUrl must begin with https://, since tokens are sent to it: got ${base.protocol}//`);
  }
  const { request } = base.protocol === 'https:' ? https : http;
  const prefix = base.pathname.replace(/\/$/, '');
  return (options, onResponse) =>
    request({ ...options, ...urlToHttpOptions(new URL(`${prefix}${options.path}`, base)) }, onResponse);
};

const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' &&
  (hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.')));

/** Path of the call that validates a Flex token. The account in it is all that ties a token to this account. */
export const validatePath = (accountSid: string): string => `/v1/Accounts/${accountSid}/Tokens/validate`;
