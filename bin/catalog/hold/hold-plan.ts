import type { HeldObject, RuleFacts, S3Hold } from '../../../lambda/domain/audit/events/rule-event.ts';

/** One version of a recording's object, and whether S3 keeps it under legal hold. */
export interface HeldVersion {
  readonly key: string;
  readonly versionId: string;
  readonly isHeld: boolean;
}

/** What S3 says about the object of a recording. `versions` are those under all its keys; they are not known without Object Lock. */
export type ObjectHolds =
  | { readonly hasObjectLock: false }
  | { readonly hasObjectLock: true; readonly versions: readonly HeldVersion[] };

/** What sets or lifts a hold, in the catalog and in S3. `versions` are those whose legal hold changes. */
export interface HoldPlan extends HeldObject {
  readonly held: boolean;
  readonly before: RuleFacts;
  readonly after: RuleFacts;
}

/**
 * Compares what is wanted with the catalog and with S3. Returns undefined if both have it already. So an order that stopped
 * in the middle is completed when it is given again.
 * @param stored the attribute `held` of the catalog, as it is
 */
export const planHold = (held: boolean, stored: unknown, objects: ObjectHolds): HoldPlan | undefined => {
  const all = objects.hasObjectLock ? objects.versions : [];
  const versions = all.filter(({ isHeld }) => isHeld !== held);
  if (stored === held && versions.length === 0) return undefined;
  const s3 = legalHoldOf(all);
  return {
    held,
    before: { ...(stored !== undefined && { held: stored }), ...(s3 && { s3_legal_hold: s3 }) },
    after: { held, ...(s3 && { s3_legal_hold: held ? 'ON' : 'OFF' }) },
    versions,
    s3Hold: s3HoldOf(objects),
  };
};

/** Returns what S3 does for a hold of this object. */
export const s3HoldOf = (objects: ObjectHolds): S3Hold => {
  if (!objects.hasObjectLock) return 'no_object_lock';
  return objects.versions.length === 0 ? 'no_object' : 'legal_hold';
};

const legalHoldOf = (versions: readonly HeldVersion[]): 'ON' | 'OFF' | 'PARTLY' | undefined => {
  const held = versions.filter(({ isHeld }) => isHeld).length;
  if (versions.length === 0) return undefined;
  return held === 0 ? 'OFF' : held === versions.length ? 'ON' : 'PARTLY';
};
