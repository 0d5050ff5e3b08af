import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RecordingChoice } from '../domain/playback/group/recording-choice.ts';
import type {
  FlexToken,
  GroupRequest,
  PlaybackRequest,
  RecordingRequest,
} from '../domain/playback/playback-request.ts';
import { type Failure, fail } from '../domain/shared/failure.ts';
import { GROUP_NAMES, parseRecordingGroup } from '../domain/shared/recording-group.ts';
import { parseRecordingSid } from '../domain/shared/recording-sid.ts';
import { ok, type Result } from '../domain/shared/result.ts';

/** Both of Twilio's documented spellings. */
const RECORDING_NAMES = ['recording_sid', 'recording'];
/** The gateway accepts 10,240 bytes of request line and headers in total. A longer header is not a Flex token. */
const MAX_AUTHORIZATION_CHARS = 9_000;
const BASIC_USER = 'token';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Visible ASCII. Other text is not a compact JWE and must not get into a header of our own requests. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const MAX_CLIENT_CHARS = 512;

/**
 * Parses a gateway event, or refuses it before any call to another service. Uses what the client chose: a SID, which of
 * several recordings, the token, and the user agent for the audit event. The gateway sets the others.
 * Fails with `invalid_request` (SID or choice missing, repeated, malformed) or `unauthenticated` (header missing or malformed).
 */
export const parseRequest = (event: APIGatewayProxyEventV2): Result<PlaybackRequest, Failure> => {
  const asked = askedFor(event.rawQueryString);
  if (!asked.ok) return asked;
  const token = flexTokenOf(event.headers['authorization']);
  if (!token.ok) return token;
  const { http, requestId } = event.requestContext;
  return ok({
    ...asked.value,
    token: token.value,
    client: { sourceIp: http.sourceIp, userAgent: (http.userAgent ?? '').slice(0, MAX_CLIENT_CHARS) },
    requestId,
  });
};

type Asked = Pick<RecordingRequest, 'recordingSid'> | Pick<GroupRequest, 'group' | 'choice'>;

// Uses the raw query, because the parsed one joins repeated values with a comma.
const askedFor = (rawQueryString: string): Result<Asked, Failure> => {
  const query = new URLSearchParams(rawQueryString);
  const [first, ...others] = [...RECORDING_NAMES, ...GROUP_NAMES].flatMap(name =>
    query.getAll(name).map(value => ({ name, value })),
  );
  if (!first) return fail('invalid_request', 'sid_missing');
  if (others.length > 0) return fail('invalid_request', 'sid_repeated');
  const recordingSid = RECORDING_NAMES.includes(first.name) ? parseRecordingSid(first.value) : undefined;
  if (recordingSid) return ok({ recordingSid });
  const by = GROUP_NAMES.find(name => name === first.name);
  const group = by && parseRecordingGroup(by, first.value);
  if (!group) return fail('invalid_request', 'sid_malformed');
  const choice = choiceOf(query);
  return choice.ok ? ok({ group, choice: choice.value }) : choice;
};

const choiceOf = (query: URLSearchParams): Result<RecordingChoice, Failure> => {
  const channels = CHANNELS.get(onlyValue(query, 'channel') ?? '');
  const index = /^\d{1,2}$/.exec(onlyValue(query, 'index') ?? '')?.[0];
  if (query.has('channel') && channels === undefined) return fail('invalid_request', 'channel_malformed');
  if (query.has('index') && index === undefined) return fail('invalid_request', 'index_malformed');
  return ok({ ...(channels && { channels }), ...(index !== undefined && { index: Number(index) }) });
};

const CHANNELS: ReadonlyMap<string, 1 | 2> = new Map([
  ['1', 1],
  ['2', 2],
]);

const onlyValue = (query: URLSearchParams, name: string): string | undefined => {
  const [first, ...others] = query.getAll(name);
  return others.length === 0 ? first : undefined;
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
