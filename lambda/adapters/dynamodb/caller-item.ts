import type { AuditedCaller } from '../../domain/shared/caller.ts';

/** A caller as the items of links store it. */
export interface CallerItem {
  /** Absent in items of earlier versions. */
  readonly account_sid?: string;
  readonly worker_sid: string;
  readonly identity: string;
  readonly realm_user_id: string;
  readonly roles: readonly string[];
  readonly token_fingerprint: string;
}

/** Returns the attributes of a caller. */
export const callerItem = (caller: AuditedCaller): CallerItem => ({
  ...(caller.accountSid && { account_sid: caller.accountSid }),
  worker_sid: caller.workerSid,
  identity: caller.identity,
  realm_user_id: caller.realmUserId,
  roles: caller.roles,
  token_fingerprint: caller.tokenFingerprint,
});

/** Returns the caller of an item. */
export const callerOfItem = (item: CallerItem): AuditedCaller => ({
  ...(item.account_sid && { accountSid: item.account_sid }),
  workerSid: item.worker_sid,
  identity: item.identity,
  realmUserId: item.realm_user_id,
  roles: item.roles,
  tokenFingerprint: item.token_fingerprint,
});
