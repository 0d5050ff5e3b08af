import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import type { Caller } from '../shared/caller.ts';
import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';
import { playOneOf } from './group/play-one-of.ts';
import { locateRecording } from './locate-recording.ts';
import { playableObject } from './playable-object.ts';
import type { PlaybackRequest, RecordingRequest } from './playback-request.ts';
import type {
  Authorizer,
  LocatedObject,
  RecordingCatalog,
  RecordingGroups,
  RecordingStore,
  TokenValidator,
} from './ports.ts';
import { type ReleasedLink, type ReleaseLinkDependencies, refuse, releaseLink } from './release-link.ts';
import { denial, safeDecision } from './safe-decision.ts';

/** The adapters and settings of the pipeline. */
export interface PlayRecordingDependencies extends ReleaseLinkDependencies {
  readonly tokens: TokenValidator;
  readonly recordings: RecordingStore;
  readonly catalog: RecordingCatalog;
  readonly groups: RecordingGroups;
  readonly authorizer: Authorizer;
  /** Twilio's public keys (`CR…`) whose private halves this deployment can use. */
  readonly publicKeySids: ReadonlySet<string>;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/**
 * Decides about a request and returns a link: authenticate ▸ locate ▸ authorize ▸ record ▸ release.
 *
 * Takes two hops: Twilio, S3 and the catalog are called at the same time; then the audit event is written, and with it the
 * lease of a streamed link. A request that names a group takes three, because an index comes first. Returns neither a link nor a denial before its audit event is durable.
 * A refusal waits only for the calls on which it depends: 401 for Twilio, 403 for Twilio and the catalog. So its timing
 * does not reveal whether the recording exists.
 * Fails with any `FailureCode`; only `unauthenticated`, `unavailable` and `internal_error` leave no audit event.
 */
export const playRecording = async (
  dependencies: PlayRecordingDependencies,
  request: PlaybackRequest,
): Promise<Result<ReleasedLink, Failure>> => {
  const lookups = new AbortController();
  try {
    return await ('group' in request
      ? playOneOf(dependencies, request, lookups)
      : playNamed(dependencies, request, lookups));
  } finally {
    lookups.abort(NO_LONGER_NEEDED);
  }
};

const playNamed = async (
  dependencies: PlayRecordingDependencies,
  request: RecordingRequest,
  lookups: AbortController,
): Promise<Result<ReleasedLink, Failure>> => {
  const { recordings } = dependencies;
  const { signal } = lookups;
  const authenticating = dependencies.tokens.validate(request.token);
  const locating = allowEarlyRejection(recordings.locate(request.recordingSid, signal));
  const cataloguing = allowEarlyRejection(dependencies.catalog.find(request.recordingSid, signal));
  const authenticated = await authenticating;
  if (!authenticated.ok) return authenticated;
  const { recordingSid } = request;
  return await decideAndRelease(dependencies, request, {
    caller: authenticated.value,
    catalogued: await cataloguing,
    locate: objectKey => locateRecording(recordings, { recordingSid, objectKey }, { started: locating, signal }),
    abandonLookups: () => lookups.abort(NO_LONGER_NEEDED),
  });
};

/** A text, because without a reason `abort` creates an error with a stack trace for each play. */
const NO_LONGER_NEEDED = 'the lookup is no longer needed';

/** Prevents a lookup that is never awaited from ending the process if it rejects. Only a bug can make it reject. */
const allowEarlyRejection = <T>(lookup: Promise<T>): Promise<T> => {
  lookup.catch(() => undefined);
  return lookup;
};

/** A request whose caller is known, with the lookups that were started for it. */
interface AuthenticatedRequest {
  readonly caller: Caller;
  readonly catalogued: Result<CatalogEntry | undefined, Failure>;
  /** Waits for S3. The key is the catalog's. Call it only after the caller was authorized. */
  readonly locate: (objectKey: string | undefined) => Promise<Result<LocatedObject | undefined, Failure>>;
  readonly abandonLookups: () => void;
}

const decideAndRelease = async (
  dependencies: PlayRecordingDependencies,
  request: RecordingRequest,
  { caller, catalogued, locate, abandonLookups }: AuthenticatedRequest,
): Promise<Result<ReleasedLink, Failure>> => {
  // Without the catalog's facts the decision cannot be trusted: a policy that forbids might not match.
  if (!catalogued.ok && catalogued.error.code !== 'forbidden') return catalogued;

  const occurredAt = dependencies.now();
  const { recordingSid, client, requestId } = request;
  const recording = catalogued.ok ? catalogued.value : undefined;
  const decision = catalogued.ok
    ? safeDecision(dependencies.authorizer, { caller, recordingSid, client, now: occurredAt, recording })
    : denial(catalogued.error.reason);
  const facts = {
    eventId: dependencies.newEventId(),
    occurredAt,
    recordingSid,
    requestId,
    caller,
    client,
    decision,
  };

  // The denial precedes everything that depends on the object, so unauthorized users cannot tell whether it exists.
  if (!decision.allowed) {
    // Before the audit write, because handling S3's answer during it would take measurable time.
    abandonLookups();
    const failure: Failure = { code: 'forbidden', reason: decision.reason };
    return refuse(dependencies.audit, facts, { event: 'denied', failure });
  }
  const located = await locate(recording?.objectKey);
  if (!located.ok) return located;
  const playable = playableObject(located.value, recording, dependencies.publicKeySids);
  if (!playable.ok) return refuse(dependencies.audit, facts, { event: 'not_playable', ...playable.error });
  return releaseLink(dependencies, facts, { recording, playable: playable.value });
};
