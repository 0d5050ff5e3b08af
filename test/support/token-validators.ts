import { inspect } from 'node:util';
import { accountTokenValidator } from '../../lambda/adapters/twilio/account-token-validator.ts';
import { callerTokenValidator } from '../../lambda/adapters/twilio/caller-token-validator.ts';
import type { TwilioCredentials, TwilioCredentialsSource } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import type { FlexToken } from '../../lambda/domain/playback/playback-request.ts';
import type { TokenValidator } from '../../lambda/domain/playback/ports.ts';
import { rememberedTokens } from '../../lambda/domain/playback/remembered-tokens.ts';
import type { Failure } from '../../lambda/domain/shared/failure.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

export const IAM_HOST = 'iam.twilio.com';
export const ACCOUNT_SID = `AC${'0a'.repeat(16)}`;
export const WORKER_SID = `WK${'1b'.repeat(16)}`;
export const AUTH_TOKEN = 'the-auth-token-of-the-account';
export const TOKEN = `eyJhbGciOiJkaXIifQ..${'Zm9v'.repeat(500)}.signature` as FlexToken;
export const NOW = new Date('2026-11-24T12:00:00.000Z');

/** The documented positive answer. */
export const VALID_ANSWER = {
  valid: true,
  code: 0,
  message: null,
  expiration: '2026-11-24T13:00:00.000Z',
  realm_user_id: 'user@example.com',
  identity: 'user_40example_2Dcom',
  roles: ['supervisor', 'wfo.full_access'],
  worker_sid: WORKER_SID,
};

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Credentials that never change. */
export const fixedCredentials = (credentials: TwilioCredentials): TwilioCredentialsSource => ({
  readCurrent: async () => ok(credentials),
  readNewerThan: async () => ok(undefined),
});

export interface ValidatorUnderTest {
  readonly name: string;
  readonly make: (timeoutMs?: number) => TokenValidator;
  readonly authorization: string;
  readonly whenCredentialsAreRefused: Pick<Failure, 'code' | 'reason'>;
}

const wiring = (timeoutMs: number | undefined) => ({
  accountSid: ACCOUNT_SID,
  iamBaseUrl: `https://${IAM_HOST}`,
  now: () => NOW,
  ...(timeoutMs !== undefined && { timeoutMs }),
});

/** All implementations of the port. */
export const VALIDATORS: readonly ValidatorUnderTest[] = [
  {
    name: 'account credentials',
    make: timeoutMs =>
      accountTokenValidator({ ...wiring(timeoutMs), credentials: fixedCredentials({ authToken: AUTH_TOKEN }) }),
    authorization: basic(ACCOUNT_SID, AUTH_TOKEN),
    whenCredentialsAreRefused: { code: 'internal_error', reason: 'twilio_credentials_rejected' },
  },
  {
    name: 'caller-token',
    make: timeoutMs => callerTokenValidator(wiring(timeoutMs)),
    authorization: basic('token', TOKEN),
    whenCredentialsAreRefused: { code: 'unauthenticated', reason: 'token_refused_as_credential' },
  },
  {
    name: 'remembered tokens',
    make: timeoutMs => rememberedTokens(callerTokenValidator(wiring(timeoutMs)), { cacheSeconds: 30, now: () => NOW }),
    authorization: basic('token', TOKEN),
    whenCredentialsAreRefused: { code: 'unauthenticated', reason: 'token_refused_as_credential' },
  },
];

/** The texts that occur anywhere in a value, including hidden properties and binary data. */
export const secretsIn = (value: unknown, secrets: readonly string[]): string[] => {
  const buffers: string[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if (ArrayBuffer.isView(part)) buffers.push(Buffer.from(part.buffer).toString('latin1'));
    else for (const key of Reflect.ownKeys(part)) visit(Reflect.get(part, key));
  };
  visit(value);
  const shown = [inspect(value, { depth: null, showHidden: true, maxStringLength: null }), ...buffers].join('\n');
  return secrets.filter(secret => shown.includes(secret));
};
