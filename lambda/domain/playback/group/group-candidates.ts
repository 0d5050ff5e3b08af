import type { CatalogEntry } from '../../catalog/catalog-entry.ts';
import type { Failure } from '../../shared/failure.ts';
import type { GroupedBy, RecordingGroup } from '../../shared/recording-group.ts';
import type { RecordingSid } from '../../shared/recording-sid.ts';
import { ok, type Result } from '../../shared/result.ts';
import { locateRecording, type NamedRecording } from '../locate-recording.ts';
import type { LocatedObject, RecordingGroups, RecordingStore } from '../ports.ts';

/** Of a group with more recordings, only the first ones count. */
const MAX_CANDIDATES = 20;

/** A recording of a group. */
export interface Candidate {
  readonly recordingSid: RecordingSid;
  /** What the catalog knows; a failure with `forbidden` if the item cannot be read. */
  readonly entry: Result<CatalogEntry, Failure>;
}

/** The recordings of a group, in the order in which they started, and a function that finds the object of one of them. */
export interface GroupCandidates {
  readonly candidates: readonly Candidate[];
  readonly locate: (recording: NamedRecording) => Promise<Result<LocatedObject | undefined, Failure>>;
}

/**
 * Looks up the recordings of a group: first their SIDs in an index, then all their entries and the object of the first one
 * at the same time. It sends the same requests for a group without recordings, so that the number of recordings does
 * not decide how long a denial takes.
 */
export const findCandidates = async (
  { groups, recordings }: { readonly groups: RecordingGroups; readonly recordings: RecordingStore },
  group: RecordingGroup,
  signal: AbortSignal,
): Promise<Result<GroupCandidates, Failure>> => {
  const listed = await groups.list(group, signal);
  if (!listed.ok) return listed;
  const [first = standIn(group), ...others] = listed.value;
  const locating = recordings.locate(first, signal);
  locating.catch(() => undefined);
  const read = await groups.read([first, ...others].slice(0, MAX_CANDIDATES), signal);
  if (!read.ok) return read;
  return ok({
    candidates: read.value
      .filter(({ recordingSid }) => listed.value.includes(recordingSid))
      .filter(({ entry }) => !entry.ok || isOf(group, entry.value))
      .sort(byStart),
    locate: recording => {
      const { recordingSid } = recording;
      const started = recordingSid === first ? locating : recordings.locate(recordingSid, signal);
      return locateRecording(recordings, recording, { started, signal });
    },
  });
};

/** Returns a SID to send the requests for if the group is empty. What they find is not used. */
const standIn = ({ sid }: RecordingGroup): RecordingSid => `RE${sid.slice(2)}` as RecordingSid;

const GROUP_FACTS = {
  conference_sid: 'conferenceSid',
  call_sid: 'callSid',
  task_sid: 'taskSid',
} as const satisfies Record<GroupedBy, keyof CatalogEntry>;

/** The index can be behind the entry. */
const isOf = ({ by, sid }: RecordingGroup, entry: CatalogEntry): boolean => entry[GROUP_FACTS[by]] === sid;

/** A recording whose start is unknown comes last. */
const byStart = (a: Candidate, b: Candidate): number =>
  startOf(a) - startOf(b) || (a.recordingSid < b.recordingSid ? -1 : 1);

const startOf = ({ entry }: Candidate): number =>
  (entry.ok ? entry.value.startedAt?.getTime() : undefined) ?? Number.MAX_SAFE_INTEGER;
