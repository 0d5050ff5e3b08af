import type { Caller } from '../../lambda/domain/shared/caller.ts';

/** A supervisor whose token expires an hour after `2026-11-24T12:00:00.000Z`. */
export const supervisor: Caller = {
  workerSid: `WK${'1b'.repeat(16)}`,
  identity: 'sam_40example_2Dcom',
  realmUserId: 'sam@example.com',
  roles: ['supervisor'],
  tokenExpiresAtMs: Date.parse('2026-11-24T13:00:00.000Z'),
  tokenFingerprint: '0123456789abcdef',
};
