import type { ItemValue, StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';

type Tone = 'good' | 'bad' | 'warn' | 'plain';

interface EventWords {
  readonly label: string;
  readonly tone: Tone;
}

/** A `Map`, because a stored item may have the event name `constructor`. */
const WORDS: ReadonlyMap<ItemValue | undefined, EventWords> = new Map([
  ['link_issued', { label: 'got a link', tone: 'good' }],
  ['denied', { label: 'was denied', tone: 'bad' }],
  ['not_playable', { label: 'not playable', tone: 'warn' }],
  ['media_opened', { label: 'opened the link', tone: 'good' }],
  ['media_fetched', { label: 'fetched bytes', tone: 'good' }],
  ['media_heard', { label: 'heard', tone: 'good' }],
  ['media_refused', { label: 'link refused', tone: 'bad' }],
  ['integrity_failed', { label: 'integrity failed', tone: 'bad' }],
  ['link_revoked', { label: 'link revoked', tone: 'warn' }],
  ['facts_changed', { label: 'facts changed', tone: 'warn' }],
  ['hold_changed', { label: 'hold changed', tone: 'warn' }],
  ['change_failed', { label: 'change failed', tone: 'bad' }],
  ['chain_verified', { label: 'trail verified', tone: 'good' }],
  ['chain_broken', { label: 'trail changed', tone: 'bad' }],
  ['policies_deployed', { label: 'policies deployed', tone: 'warn' }],
] satisfies [string, EventWords][]);

/** Returns the words for an event. An event that this version does not know keeps its own name. */
export const wordsOf = (event: ItemValue | undefined): EventWords =>
  WORDS.get(event) ?? { label: textOf(event).replaceAll('_', ' ') || 'unnamed event', tone: 'plain' };

/** Returns the words for a stored event. Those for a hold say whether it was set or lifted. */
export const headlineOf = (event: StoredItem): EventWords => {
  const words = wordsOf(event['event']);
  if (event['event'] !== 'hold_changed') return words;
  const held = (Object(event['after']) as Readonly<Record<string, unknown>>)['held'];
  if (held === true) return { ...words, label: 'set a legal hold' };
  return held === false ? { ...words, label: 'lifted a legal hold' } : words;
};

/** Returns a value as text: a list with commas, a map as JSON. */
export const textOf = (value: ItemValue | undefined): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Returns who an event is about: the person, or the operator who changed something. */
export const personOf = (event: StoredItem): { readonly name: string; readonly search: string } => {
  const name = textOf(event['realm_user_id']);
  const workerSid = textOf(event['worker_sid']);
  if (name.includes('@')) return { name, search: name };
  if (workerSid) return { name: name || workerSid, search: workerSid };
  return { name: name || textOf(event['operator']) || textOf(event['identity']), search: '' };
};

/** Returns the seconds of an event's time as `10:02:14`, UTC. Any other text stays as it is. */
export const timeOfDay = (event: StoredItem): string => {
  const time = occurredAt(event);
  return ISO.test(time) ? time.slice(11, 19) : time;
};

/** Returns the day of an event, such as `2026-11-24`; empty if its time is none. */
export const dayOf = (event: StoredItem): string => {
  const time = occurredAt(event);
  return ISO.test(time) ? time.slice(0, 10) : '';
};

const occurredAt = (event: StoredItem): string =>
  textOf(event['occurred_at']) || event.event_key.split('#', 1)[0] || '';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Returns a day in words: `Tuesday, 24 November 2026`. */
export const dayInWords = (day: string): string =>
  day === ''
    ? 'Without a time'
    : new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
        ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
        timeZone: 'UTC',
      });

/** Returns why an event is as it is: what the deciding policies did, or the reason in words. */
export const whyOf = (event: StoredItem): string => {
  const reason = textOf(event['reason']);
  const [rule = '', policies = ''] = reason.split(':', 2);
  const sentence = REASONS.get(rule);
  return sentence ? sentence + (policies && ` (${policies.replaceAll(',', ', ')})`) : reason.replaceAll('_', ' ');
};

const REASONS: ReadonlyMap<string, string> = new Map([
  ['policy_permits', 'a policy permits it'],
  ['policy_forbids', 'a policy forbids it'],
  ['policy_failed', 'a policy failed, which denies'],
  ['no_policy_permits', 'no policy permits it'],
  ['access_log', 'from the access log of S3'],
]);

/** Formats seconds as a player shows them: `3:12`, `1:03:12`. */
export const secondsText = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
};
