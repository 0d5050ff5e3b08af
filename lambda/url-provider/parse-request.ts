import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { FlexToken, PlaybackRequest } from '../domain/playback/playback-request.ts';
import { type Failure, fail } from '../domain/shared/failure.ts';
import { parseRecordingSid, type RecordingSid } from '../domain/shared/recording-sid.ts';
import { ok, type Result } from '../domain/shared/result.ts';

/** Both of Twilio's documented spellings. */
const SID_PARAMETERS = ['recording_sid', 'recording'];
/** The gateway accepts 10,240 bytes of request line and headers in total. A longer header is not a Flex token. */
const MAX_AUTHORIZATION_CHARS = 9_000;
const BASIC_USER = 'token';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Visible ASCII. Other text is not a compact JWE and must not get into a header of our own requests. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const MAX_CLIENT_CHARS = 512;

/**
 * Parses a gateway event, or refuses it before any call to another service. Uses two values that the client chose, the
 * recording's SID and the token, and the user agent for the audit event. The gateway sets the others.
 * Fails with `invalid_request` (SID missing, repeated, malformed) or `unauthenticated` (header missing or malformed).
 */
export const parseRequest = (event: APIGatewayProxyEventV2): Result<PlaybackRequest, Failure> => {
  const recordingSid = recordingSidOf(event.rawQueryString);
  if (!recordingSid.ok) return recordingSid;
  const token = flexTokenOf(event.headers['authorization']);
  if (!token.ok) return token;
  const { http, requestId } = event.requestContext;
  return ok({
    recordingSid: recordingSid.value,
    token: token.value,
    client: { sourceIp: http.sourceIp, userAgent: (http.userAgent ?? '').slice(0, MAX_CLIENT_CHARS) },
    requestId,
  });
};

// Uses the raw query, because the parsed one joins repeated values with a comma.
const recordingSidOf = (rawQueryString: string): Result<RecordingSid, Failure> => {
  const query = new URLSearchParams(rawQueryString);
  const [first, ...others] = SID_PARAMETERS.flatMap(name => query.getAll(name));
  if (first === undefined) return fail('invalid_request', 'sid_missing');
  if (others.length > 0) return fail('invalid_request', 'sid_repeated');
  const recordingSid = parseRecordingSid(first);
  return recordingSid ? ok(recordingSid) : fail('invalid_request', 'sid_malformed');
};

// RFC 7617: the scheme is case-insensitive, the user ends at the first colon.
const flexTokenOf = (header: string | undefined): Result<FlexToken, Failure> => {
  if (!header) return fail('unauthenticated', 'authorization_missing');
  if (header.length > MAX_AUTHORIZATION_CHARS) return fail('unauthenticated', 'authorization_too_long');
  const [, scheme = '', encoded = ''] = /^(\S+) +(\S+)$/.exec(header) ?? [];
  if (scheme.toLowerCase() !== 'basic') return fail('unauthenticated', 'authorization_not_basic');
  if (!BASE64.test(encoded)) return fail('unauthenticated', 'authorization_not_base64');
  const credentials = Buffer.from(encoded, 'base64').toString('latin1');
  const colon = credentials.indexOf(':');
  if (colon < 0) return fail('unauthenticated', 'authorization_no_colon');
  if (credentials.slice(0, colon) !== BASIC_USER) return fail('unauthenticated', 'authorization_wrong_user');
  const token = credentials.slice(colon + 1);
  return VISIBLE_ASCII.test(token) ? ok(token as FlexToken) : fail('unauthenticated', 'authorization_token_malformed');
};
