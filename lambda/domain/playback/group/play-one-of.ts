import type { Failure } from '../../shared/failure.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { ABSENT, type PlayableObject, playableObject, type Unplayable } from '../playable-object.ts';
import type { GroupRequest } from '../playback-request.ts';
import type { Authorizer, RecordingGroups, RecordingStore, TokenValidator } from '../ports.ts';
import { type ReleasedLink, type ReleaseLinkDependencies, refuse, releaseLink } from '../release-link.ts';
import { decideCandidates, type PermittedRecording } from './decide-candidates.ts';
import { findCandidates, type GroupCandidates } from './group-candidates.ts';
import { chosen } from './recording-choice.ts';

/** The adapters and settings that a request for a group needs. */
export interface PlayOneOfDependencies extends ReleaseLinkDependencies {
  readonly tokens: TokenValidator;
  readonly recordings: RecordingStore;
  readonly groups: RecordingGroups;
  readonly authorizer: Authorizer;
  readonly publicKeySids: ReadonlySet<string>;
  readonly now: () => Date;
  readonly newEventId: () => string;
}

/**
 * Returns a link to one recording of a conference, call or task: authenticate ▸ find ▸ authorize each ▸ choose ▸ record ▸
 * release. `playRecording` describes what it shares with a request that names the recording.
 *
 * The choice is made only among the recordings that the caller may play, so the answer does not depend on the others. A
 * denial is the same, and needs the same calls, for no recording, one or several.
 */
export const playOneOf = async (
  dependencies: PlayOneOfDependencies,
  request: GroupRequest,
  lookups: AbortController,
): Promise<Result<ReleasedLink, Failure>> => {
  const { audit, authorizer } = dependencies;
  const authenticating = dependencies.tokens.validate(request.token);
  const finding = findCandidates(dependencies, request.group, lookups.signal);
  // Otherwise a bug in it would end the process if nobody waits for it.
  finding.catch(() => undefined);
  const authenticated = await authenticating;
  if (!authenticated.ok) return authenticated;
  const found = await finding;
  if (!found.ok) return found;

  const { permitted, decision, factsOf } = decideCandidates(
    { authorizer, eventId: dependencies.newEventId(), now: dependencies.now() },
    request,
    { caller: authenticated.value, candidates: found.value.candidates },
  );
  if (!decision.allowed) {
    // Before the audit write, because handling S3's answer during it would take measurable time.
    lookups.abort();
    return refuse(audit, factsOf(), { event: 'denied', failure: { code: 'forbidden', reason: decision.reason } });
  }
  const examined = await examine(dependencies, found.value, chosen(permitted, request.choice));
  if (!examined.ok) return examined;
  if (!examined.value) return refuse(audit, factsOf(), { event: 'not_playable', failure: ABSENT });
  const { permitted: one, playable } = examined.value;
  if (!playable.ok) return refuse(audit, factsOf(one), { event: 'not_playable', ...playable.error });
  const facts = { ...factsOf(one), recordingSid: one.recordingSid };
  return releaseLink(dependencies, facts, { recording: one.recording, playable: playable.value });
};

interface Examined {
  readonly permitted: PermittedRecording;
  readonly playable: Result<PlayableObject, Unplayable>;
}

/**
 * Returns the first recording that can be played; if none can, the first one and the reason; undefined if there is none.
 * Fails if the object of an earlier recording could not be looked up: a later one might be the wrong one.
 */
const examine = async (
  { publicKeySids }: PlayOneOfDependencies,
  { locate }: GroupCandidates,
  [first, ...others]: readonly PermittedRecording[],
): Promise<Result<Examined | undefined, Failure>> => {
  if (!first) return ok(undefined);
  const examineOne = async (permitted: PermittedRecording): Promise<Result<Examined, Failure>> => {
    const located = await locate(permitted.recording);
    if (!located.ok) return located;
    return ok({ permitted, playable: playableObject(located.value, permitted.recording, publicKeySids) });
  };
  // Usually the first one can be played. Its object was looked up with the entries.
  const examined = await examineOne(first);
  if (!examined.ok || examined.value.playable.ok) return examined;
  for (const other of await Promise.all(others.map(examineOne))) {
    if (!other.ok) return err(other.error);
    if (other.value.playable.ok) return other;
  }
  return examined;
};
