import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../../lambda/url-provider/parse-request.ts';
import { basicAuthorization, playbackEvent, RECORDING_SID } from '../../../support/playback-event.ts';

const HEX = RECORDING_SID.slice(2);

const parse = (parts: Parameters<typeof playbackEvent>[0]) => parseRequest(playbackEvent(parts));

const refusal = (parts: Parameters<typeof playbackEvent>[0]) => {
  const parsed = parse(parts);
  return parsed.ok ? 'accepted' : `${parsed.error.code} ${parsed.error.reason}`;
};

describe('the recording SID', () => {
  test.each(['recording_sid', 'recording'])('is taken from %s', name => {
    expect(parse({ query: `${name}=${RECORDING_SID}` })).toMatchObject({
      ok: true,
      value: { recordingSid: RECORDING_SID },
    });
  });

  test('is found among unknown parameters', () => {
    expect(parse({ query: `bucket=mine&recording_sid=${RECORDING_SID}&worker=WK1` }).ok).toBe(true);
  });

  test.each([
    ['no query', ''],
    ['another name', `sid=${RECORDING_SID}`],
    ['another case of the name', `Recording_Sid=${RECORDING_SID}`],
  ])('is refused as missing: %s', (_, query) => {
    expect(refusal({ query })).toBe('invalid_request sid_missing');
  });

  test.each([
    ['the same name twice', `recording_sid=${RECORDING_SID}&recording_sid=${RECORDING_SID}`],
    ['both names', `recording_sid=${RECORDING_SID}&recording=${RECORDING_SID}`],
    ['a good one and an empty one', `recording_sid=${RECORDING_SID}&recording_sid=`],
    ['a good one behind an encoded name', `recording_sid=${RECORDING_SID}&recording%5Fsid=RE1`],
  ])('is refused as repeated: %s', (_, query) => {
    expect(refusal({ query })).toBe('invalid_request sid_repeated');
  });

  test.each([
    ['empty', ''],
    ['31 digits', `RE${HEX.slice(1)}`],
    ['33 digits', `RE${HEX}0`],
    ['upper-case digits', `RE${HEX.toUpperCase()}`],
    ['lower-case prefix', `re${HEX}`],
    ['another resource', `CA${HEX}`],
    ['a digit outside hexadecimal', `RE${HEX.slice(1)}g`],
    ['a trailing line feed', `RE${HEX}%0A`],
    ['a leading space', `%20RE${HEX}`],
    ['a path', `..%2FRE${HEX}`],
    ['a path behind it', `RE${HEX}%2F..%2Fother`],
    ['a second line', `x%0ARE${HEX}`],
    ['two joined by a comma', `${RECORDING_SID},${RECORDING_SID}`],
    ['full-width digits', `RE${encodeURIComponent('０'.repeat(32))}`],
    ['a NUL', `RE${HEX}%00`],
  ])('is refused as malformed: %s', (_, sid) => {
    expect(refusal({ query: `recording_sid=${sid}` })).toBe('invalid_request sid_malformed');
  });
});

describe('the Authorization header', () => {
  test.each(['Basic', 'basic', 'BASIC', 'bAsIc'])('may have the scheme %s', scheme => {
    const authorization = basicAuthorization('a.b.c.d.e').replace('Basic', scheme);
    expect(parse({ authorization })).toMatchObject({ ok: true, value: { token: 'a.b.c.d.e' } });
  });

  test('is split at the first colon; further colons belong to the token', () => {
    expect(parse({ authorization: basicAuthorization('a:b:c') })).toMatchObject({
      ok: true,
      value: { token: 'a:b:c' },
    });
  });

  test('may have a token of 6,000 characters, and base64 without padding', () => {
    const token = 'x'.repeat(6_001);
    expect(parse({ authorization: basicAuthorization(token).replace(/=+$/, '') })).toMatchObject({
      ok: true,
      value: { token },
    });
  });

  test.each([
    ['missing', undefined, 'authorization_missing'],
    ['empty', '', 'authorization_missing'],
    ['over 9,000 characters', `Basic ${'A'.repeat(8_995)}`, 'authorization_too_long'],
    ['the scheme alone', 'Basic', 'authorization_not_basic'],
    ['the scheme and a space', 'Basic ', 'authorization_not_basic'],
    ['no space', 'BasicdG9rZW46YQ==', 'authorization_not_basic'],
    ['another scheme', 'Bearer dG9rZW46YQ==', 'authorization_not_basic'],
    ['two credentials', 'Basic dG9rZW46YQ==, Basic dG9rZW46YQ==', 'authorization_not_basic'],
    ['not base64', 'Basic token:a.b.c', 'authorization_not_base64'],
    ['base64url', 'Basic dG9rZW46_-8=', 'authorization_not_base64'],
    ['non-ASCII', 'Basic dG9rZW46ä==', 'authorization_not_base64'],
    ['padding in the middle', 'Basic dG9r=ZW46YQ', 'authorization_not_base64'],
    ['no colon', `Basic ${Buffer.from('tokenabc').toString('base64')}`, 'authorization_no_colon'],
    ['another user', basicAuthorization('a.b.c', 'admin'), 'authorization_wrong_user'],
    ['the user in another case', basicAuthorization('a.b.c', 'Token'), 'authorization_wrong_user'],
    ['an empty user', basicAuthorization('a.b.c', ''), 'authorization_wrong_user'],
    ['an empty token', basicAuthorization(''), 'authorization_token_malformed'],
    ['a token with a space', basicAuthorization('a b'), 'authorization_token_malformed'],
    ['a token with a line feed', basicAuthorization('a\r\nX-Evil: 1'), 'authorization_token_malformed'],
    ['a token with a NUL', basicAuthorization('a\0b'), 'authorization_token_malformed'],
    ['a token with a letter outside ASCII', basicAuthorization('a\u00e9b'), 'authorization_token_malformed'],
  ])('is refused: %s', (_, authorization, reason) => {
    expect(refusal({ authorization })).toBe(`unauthenticated ${reason}`);
  });

  test('may have 9,000 characters', () => {
    const authorization = basicAuthorization('x'.repeat(6_739)).replace(/=+$/, '');
    expect(authorization).toHaveLength(9_000);
    expect(parse({ authorization }).ok).toBe(true);
  });
});

describe('the client', () => {
  test('has the gateway’s address and the user agent, cut to a limited length', () => {
    const parsed = parse({ sourceIp: '2001:db8::1', userAgent: 'u'.repeat(10_000) });
    expect(parsed).toMatchObject({ ok: true, value: { client: { sourceIp: '2001:db8::1' }, requestId: 'request-1' } });
    expect(parsed.ok && parsed.value.client.userAgent).toHaveLength(512);
  });

  test('is not taken from headers that name addresses', () => {
    const event = playbackEvent({});
    event.headers['x-forwarded-for'] = '203.0.113.9';
    expect(parseRequest(event)).toMatchObject({ ok: true, value: { client: { sourceIp: '192.0.2.7' } } });
  });
});

describe('the SID of a conference, call or task', () => {
  const NAMES = [
    ['conference_sid', 'CF'],
    ['call_sid', 'CA'],
    ['task_sid', 'WT'],
  ] as const;

  test.each(NAMES)('is taken from %s', (by, prefix) => {
    const sid = prefix + HEX;
    expect(parse({ query: `${by}=${sid}` })).toMatchObject({ ok: true, value: { group: { by, sid }, choice: {} } });
  });

  test.each(NAMES)('must match %s as a whole', (name, prefix) => {
    for (const sid of [
      '',
      `RE${HEX}`,
      `${prefix}${HEX}0`,
      prefix + HEX.toUpperCase(),
      `${prefix}${HEX}%0A`,
      `%20${prefix}${HEX}`,
    ]) {
      expect(refusal({ query: `${name}=${sid}` })).toBe('invalid_request sid_malformed');
    }
  });

  test.each(NAMES)('stands alone: %s with another name, or twice, is refused', (name, prefix) => {
    const query = `${name}=${prefix}${HEX}`;
    for (const other of [
      `recording_sid=${RECORDING_SID}`,
      `recording=${RECORDING_SID}`,
      `call_sid=CA${HEX}`,
      `task_sid=`,
      query,
    ]) {
      expect(refusal({ query: `${query}&${other}` })).toBe('invalid_request sid_repeated');
    }
  });

  test('may stand with a choice', () => {
    const query = `call_sid=CA${HEX}`;
    expect(parse({ query: `${query}&channel=2&index=11` })).toMatchObject({
      ok: true,
      value: { choice: { channels: 2, index: 11 } },
    });
  });

  test.each([
    ['channel', '0'],
    ['channel', '3'],
    ['channel', ''],
    ['channel', '1&channel=1'],
    ['index', '-1'],
    ['index', '100'],
    ['index', ''],
    ['index', '1e1'],
    ['index', '0&index=0'],
  ])('is refused with a malformed or repeated choice: %s=%s', (name, value) => {
    expect(refusal({ query: `call_sid=CA${HEX}&${name}=${value}` })).toBe(`invalid_request ${name}_malformed`);
  });
});
