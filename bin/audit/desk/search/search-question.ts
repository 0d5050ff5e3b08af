import type { TimeRange } from '../../../../lambda/domain/audit/chain/ports.ts';
import type { StoredItemKey } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { CHAIN_KEY } from '../../../../lambda/domain/audit/events/chain-event.ts';
import { POLICIES_KEY } from '../../../../lambda/domain/audit/events/rule-event.ts';
import { parseJson } from '../../../../lambda/domain/shared/json-text.ts';
import {
  GROUP_NAMES,
  parseRecordingGroup,
  type RecordingGroup,
} from '../../../../lambda/domain/shared/recording-group.ts';
import { parseRecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { UsageError } from '../../../terminal/exit-code.ts';
import { IDENTITY } from '../../queries/by-user.ts';
import { timeRange, withDefaultSince } from '../../queries/time-range.ts';

/** What a search is about, if an index exists for it. */
export type Subject =
  | { readonly by: 'recording'; readonly recordingSid: string }
  | { readonly by: 'group'; readonly group: RecordingGroup }
  | { readonly by: 'worker'; readonly workerSid: string }
  | { readonly by: 'name'; readonly name: string };

/** The events that a search keeps. All conditions must hold. */
export interface Kept {
  readonly event?: string;
  /** Twilio's encoded identity, such as `user_40example_2Ecom`. There is no index by it. */
  readonly identity?: string;
  /** Only refusals: of a link, or of the use of one. */
  readonly denials: boolean;
  /** Only recordings that are restricted now, as the catalog says. */
  readonly restricted: boolean;
}

export interface SearchQuestion {
  /** Absent: all events of the period. */
  readonly subject?: Subject;
  readonly range: TimeRange;
  readonly kept: Kept;
  /** Only events before this one. */
  readonly before?: StoredItemKey;
}

/** Without a subject, a search reads this far back, unless it has a beginning. */
const DEFAULT_SINCE = '30d';
const DAY_MS = 86_400_000;
/** Under these names, the deployments of policies and the verifications of the trail are on record. */
const NOT_ABOUT_RECORDINGS: readonly string[] = [POLICIES_KEY, CHAIN_KEY];
const EXAMPLES =
  'a recording (RE…), call (CA…), task (WT…), conference (CF…) or worker (WK…), each with 32 hexadecimal digits; an e-mail address; or an identity such as user_40example_2Ecom';

/** Reads a question: `q`, `since`, `until`, `event`, `only` (repeated) and `cursor`. Throws `UsageError`. */
export const parseSearch = (asked: URLSearchParams, now: Date): SearchQuestion => {
  const text = asked.get('q')?.trim() ?? '';
  const identity = IDENTITY.test(text) ? text : undefined;
  const subject = identity ? undefined : parseSubject(text);
  const event = asked.get('event') ?? '';
  if (!/^[a-z_]{0,40}$/.test(event)) throw new UsageError(`"${event}" is not the name of an event.`);
  const only = asked.getAll('only');
  const before = parseCursor(asked.get('cursor'));
  return {
    ...(subject && { subject }),
    range: rangeOf(asked, subject, now),
    kept: {
      ...(event && { event }),
      ...(identity && { identity }),
      denials: only.includes('denials'),
      restricted: only.includes('restricted'),
    },
    ...(before && { before }),
  };
};

const parseSubject = (text: string): Subject | undefined => {
  if (text === '') return undefined;
  const recordingSid = parseRecordingSid(text);
  if (recordingSid || NOT_ABOUT_RECORDINGS.includes(text)) return { by: 'recording', recordingSid: text };
  const group = GROUP_NAMES.map(by => parseRecordingGroup(by, text)).find(parsed => parsed !== undefined);
  if (group) return { by: 'group', group };
  if (/^WK[0-9a-f]{32}$/.test(text)) return { by: 'worker', workerSid: text };
  if (text.includes('@')) return { by: 'name', name: text };
  throw new UsageError(`"${text}" is nothing that can be searched for. Search for ${EXAMPLES}.`);
};

const rangeOf = (asked: URLSearchParams, subject: Subject | undefined, now: Date): TimeRange => {
  const times = Object.fromEntries(
    ['since', 'until'].flatMap(name => (asked.get(name) ? [[name, asked.get(name) ?? '']] : [])),
  );
  // The clock of the function that wrote an event may be ahead of this one.
  const whole = { from: '2000-01-01T00:00:00.000Z', to: new Date(now.getTime() + DAY_MS).toISOString() };
  return subject ? timeRange(times, now) : timeRange(withDefaultSince(times, DEFAULT_SINCE, now), now, whole);
};

/** Returns the place in the trail as a text that nobody needs to read. */
export const cursorAt = ({ event_key, recording_sid }: StoredItemKey): string =>
  Buffer.from(JSON.stringify([event_key, recording_sid])).toString('base64url');

const parseCursor = (text: string | null): StoredItemKey | undefined => {
  if (text === null) return undefined;
  const parsed = parseJson(Buffer.from(text, 'base64url').toString());
  const [event_key, recording_sid] = Array.isArray(parsed) ? parsed : [];
  if (typeof event_key === 'string' && typeof recording_sid === 'string') return { event_key, recording_sid };
  throw new UsageError('The page of the result has no such address. Search again.');
};
