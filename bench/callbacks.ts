import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isSignedByTwilio } from '../lambda/domain/catalog/twilio-signature.ts';
import { selectRange } from '../lambda/domain/media/byte-range.ts';
import { parseMediaEvent } from '../lambda/media/parse-media-event.ts';
import { parseCallback } from '../lambda/twilio-events/parse-callback.ts';
import { parseRequest } from '../lambda/url-provider/parse-request.ts';
import { callbackEvent } from '../test/support/callback-event.ts';
import { mediaEvent } from '../test/support/media-event.ts';
import { playbackEvent } from '../test/support/playback-event.ts';
import { measureMedianNs } from './policy/median.ts';

/**
 * `npm run bench:callbacks`: measures the work that unauthenticated requests cause. Compares each hostile request with a
 * plain one of the same size in the same process, because machines differ. Ends with status 1 when one costs far more:
 * work that is not linear in the size has a ratio of hundreds.
 */

/** Repeated fields need far less than twice the time of one long field; 200 long fields need almost twice. */
const MOST_TIMES = 3;
/** Heads are small, and the first request of each list needs almost no time. */
const MOST_TIMES_OF_HEAD = 10;
const BODY_BYTES = 64 * 1024;
/** The most bytes that the gateways allow for one header or for the query. */
const HEAD_BYTES = 8_900;
const TOKENS = ['a'.repeat(32), 'b'.repeat(32)];

type Call = () => unknown;

/** Returns the whole processing of a callback with a forged signature. */
const callback = (body: string, type = 'application/x-www-form-urlencoded'): Call => {
  const event: APIGatewayProxyEventV2 = {
    ...callbackEvent({}, { headers: { 'content-type': type } }),
    body: Buffer.from(body).toString('base64'),
  };
  return () => {
    const parsed = parseCallback(event);
    return parsed.ok && isSignedByTwilio(parsed.value.request, TOKENS);
  };
};

/** Repeats the text up to this size. */
const repeated = (text: string, bytes: number): string => {
  const whole = text.repeat(Math.floor(bytes / Buffer.byteLength(text)));
  return whole + 'x'.repeat(bytes - Buffer.byteLength(whole));
};
const body = (text: string): string => repeated(text, BODY_BYTES);
const head = (text: string): string => repeated(text, HEAD_BYTES);
/** Returns 200 fields, the most that are read, in a body of the full size. */
const fields = (name: (index: number) => string): string =>
  Array.from({ length: 200 }, (_, index) => `${name(index)}=${'x'.repeat(BODY_BYTES / 200 - 10)}`).join('&');

const CALLBACKS: Readonly<Record<string, Call>> = {
  'one field of 64 KB': callback(`a=${body('x').slice(2)}`),
  'one name repeated to 64 KB': callback(body('a&').slice(0, -1)),
  'one pair repeated to 64 KB': callback(body('a=1&').slice(0, -1)),
  'different names up to 64 KB': callback(
    Array.from({ length: 9_000 }, (_, index) => `a${index}`)
      .join('&')
      .slice(0, BODY_BYTES),
  ),
  'only &': callback(body('&')),
  'only =': callback(body('=')),
  'only +': callback(body('+')),
  'only escape sequences': callback(body('%41').slice(0, 65_535)),
  'escaped emoji': callback(body('%F0%9F%8E%A7').slice(0, 65_532)),
  'half an escape sequence at the end': callback(`${body('%41').slice(0, 65_532)}%4`),
  '200 times the same name': callback(fields(() => 'a')),
  '200 names': callback(fields(index => `a${index}`)),
  'JSON, nested 32,768 deep': callback('['.repeat(BODY_BYTES / 2) + ']'.repeat(BODY_BYTES / 2), 'application/json'),
  'JSON, 5,000 members': callback(
    `{${Array.from({ length: 5_000 }, (_, index) => `"a${index}":1`).join(',')}}`,
    'application/json',
  ),
};

const authorization = (text: string): Call => {
  const event = playbackEvent({ authorization: text });
  return () => parseRequest(event);
};
const query = (text: string): Call => {
  const event = playbackEvent({ query: text });
  return () => parseRequest(event);
};

const LINK_REQUESTS: Readonly<Record<string, Call>> = {
  'a token of 6 KB': authorization(`Basic ${Buffer.from(`token:${'x'.repeat(6_500)}`).toString('base64')}`),
  'no scheme': authorization(head('x')),
  'a scheme and spaces': authorization(`Basic${head(' ')}\u00a0`),
  'base64 with an invalid end': authorization(`Basic ${head('A')}!`),
  'padding only': authorization(`Basic A${head('=')}`),
};

const QUERIES: Readonly<Record<string, Call>> = {
  'one parameter of 9 KB': query(`recording_sid=${head('x')}`),
  'one parameter repeated': query(head('recording_sid=x&')),
  'only escape sequences': query(head('%41')),
  'only +': query(head('+')),
};

const media = (range: string, token = 'A'.repeat(43)): Call => {
  const event = mediaEvent({ token, headers: { Range: range, 'If-Range': `"${head('e')}` } });
  return () => {
    const request = parseMediaEvent(event);
    return selectRange({ range: request.range.range }, { sizeBytes: 1_000, etag: '"e"' });
  };
};

const MEDIA_REQUESTS: Readonly<Record<string, Call>> = {
  'a range of 9 KB': media(`bytes=0-${head('1')}`),
  'a list of ranges': media(`bytes=${head('0-1,')}`),
  'digits and an invalid end': media(`bytes=${head('1')}x`),
  'spaces and an invalid end': media(`bytes=0-1${head(' ')}x`),
  'a token of 9 KB': media('bytes=0-1', head('A')),
};

/** Prints the time of each request, also as a multiple of the first. Returns whether all are within the limit. */
const compare = (title: string, requests: Readonly<Record<string, Call>>, mostTimes = MOST_TIMES_OF_HEAD): boolean => {
  const times = Object.entries(requests).map(([name, call]) => [name, measureMedianNs([call])] as const);
  const plainNs = times[0]?.[1] ?? Number.NaN;
  console.log(`${title}, median in µs and as a multiple of the first:`);
  for (const [name, ns] of times) {
    const ratio = ns / plainNs;
    const missed = ratio > mostTimes ? `   goal: ${mostTimes} × or less` : '';
    console.log(`  ${name.padEnd(36)} ${(ns / 1_000).toFixed(1).padStart(9)}   ${ratio.toFixed(2)} ×${missed}`);
  }
  return times.every(([, ns]) => ns <= mostTimes * plainNs);
};

const withinLimits = [
  compare('callbacks with a forged signature', CALLBACKS, MOST_TIMES),
  compare('Authorization headers', LINK_REQUESTS),
  compare('queries', QUERIES),
  compare('requests for media', MEDIA_REQUESTS),
];
if (withinLimits.includes(false)) process.exitCode = 1;
