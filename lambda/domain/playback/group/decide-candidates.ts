import type { CatalogEntry } from '../../catalog/catalog-entry.ts';
import type { AccessDecision } from '../../shared/access-decision.ts';
import type { Caller } from '../../shared/caller.ts';
import type { RecordingSid } from '../../shared/recording-sid.ts';
import type { GroupRequest } from '../playback-request.ts';
import type { Authorizer } from '../ports.ts';
import type { DecidedFacts } from '../release-link.ts';
import { denial, safeDecision } from '../safe-decision.ts';
import type { Candidate } from './group-candidates.ts';
import { choiceText } from './recording-choice.ts';

/** A recording of the group that the caller may play. */
export interface PermittedRecording {
  readonly recordingSid: RecordingSid;
  readonly recording: CatalogEntry;
  readonly decision: AccessDecision;
}

/** The decisions about all recordings of a group. */
export interface GroupDecision {
  readonly permitted: readonly PermittedRecording[];
  /** What decides for the group as a whole: a permission if there is one, otherwise the first denial. */
  readonly decision: AccessDecision;
  /** Returns what the audit event says about one recording; about the group as a whole without an argument. */
  readonly factsOf: (permitted?: PermittedRecording) => DecidedFacts;
}

/**
 * Decides about each recording of a group. Without recordings the policies decide about the group itself, about which
 * nothing is known, as they do about a recording that the catalog does not know.
 */
export const decideCandidates = (
  { authorizer, eventId, now }: { readonly authorizer: Authorizer; readonly eventId: string; readonly now: Date },
  { group, choice, client, requestId }: GroupRequest,
  { caller, candidates }: { readonly caller: Caller; readonly candidates: readonly Candidate[] },
): GroupDecision => {
  const ask = (recordingSid: string, recording?: CatalogEntry) =>
    safeDecision(authorizer, { caller, recordingSid, client, now, recording });
  const decided = candidates.map(({ recordingSid, entry }) => ({
    recordingSid,
    entry,
    decision: entry.ok ? ask(recordingSid, entry.value) : denial(entry.error.reason),
  }));
  const permitted = decided.flatMap(({ recordingSid, entry, decision }) =>
    entry.ok && decision.allowed ? [{ recordingSid, recording: entry.value, decision }] : [],
  );
  const [representative = { recordingSid: group.sid, decision: ask(group.sid) }] = decided;
  const decision = permitted[0]?.decision ?? representative.decision;
  const shared = {
    eventId,
    occurredAt: now,
    requestId,
    caller,
    client,
    asked: {
      ...group,
      choice: choiceText(choice),
      candidateSids: decided.map(({ recordingSid }) => recordingSid),
      deniedSids: decided.flatMap(one => (one.decision.allowed ? [] : [one.recordingSid])),
    },
  };
  // A denial stands under the first recording of the group, so that those who look that recording up find it.
  const whole = { recordingSid: decision.allowed ? group.sid : representative.recordingSid, decision };
  return {
    permitted,
    decision,
    factsOf: one => ({
      ...shared,
      recordingSid: (one ?? whole).recordingSid,
      decision: (one ?? whole).decision,
    }),
  };
};
