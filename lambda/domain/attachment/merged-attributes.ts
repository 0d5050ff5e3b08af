import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { parseJson } from '../shared/json-text.ts';
import type { Attachment } from './attachment.ts';
import { mediaEntry, plays } from './media-entry.ts';

/** The attributes after a merge, or why they stay as they are. */
export type Merge =
  | { readonly kind: 'changed'; readonly attributes: string }
  | { readonly kind: 'impossible'; readonly reason: string };

type Json = Readonly<Record<string, unknown>>;

/**
 * Adds a recording to a task's attributes that do not play it yet (`isAttached`). Everything else keeps its text, byte by byte: a number that JavaScript
 * cannot hold survives. Media of others stay, and stay before ours: Flex Insights shows the first recording of a list.
 *
 * The entry belongs to the whole task; or to one of its reservations, whose media take precedence over the task's.
 * @param reservationSid `WR…`: the reservation to which the recording belongs
 */
export const mergedAttributes = (
  attributes: string,
  attachment: Attachment,
  { urlProviderUrl, reservationSid }: { readonly urlProviderUrl: string; readonly reservationSid?: string | undefined },
): Merge => {
  const before = attributes.trim() === '' ? {} : parseJson(attributes);
  if (!isObject(before)) return { kind: 'impossible', reason: 'attributes_not_json' };

  const path = reservationSid === undefined ? TASK_MEDIA : ['reservation_attributes', reservationSid, 'media'];
  const list = valueAt(before, path);
  if (list !== undefined && !Array.isArray(list)) return { kind: 'impossible', reason: 'media_not_a_list' };
  if (!canHold(before, path)) return { kind: 'impossible', reason: 'media_parent_not_an_object' };

  const added = [mediaEntry(attachment, urlProviderUrl), ...(list ? [] : defaultMedia(before, attachment, path))];
  const text = attributes.trim() === '' ? '{}' : attributes;
  const merged = list
    ? added.reduce<string>((current, entry) => edit(current, [...path, -1], entry), text)
    : edit(text, path, added);
  // An editor of text can miss its place, for example in an object that names a member twice.
  return isSameJson(parseJson(merged), withValueAt(before, path, [...(list ?? []), ...added]))
    ? { kind: 'changed', attributes: merged }
    : { kind: 'impossible', reason: 'attributes_ambiguous' };
};

/** Returns whether the attributes play the recording already, in any list of media. */
export const isAttached = (attributes: string, { recordingSid }: Attachment, urlProviderUrl: string): boolean => {
  const task = parseJson(attributes);
  return isObject(task) && listsOf(task).some(list => list.some(entry => plays(entry, recordingSid, urlProviderUrl)));
};

const edit = (text: string, path: JSONPath, value: unknown): string =>
  applyEdits(text, modify(text, path, value, { isArrayInsertion: path.at(-1) === -1 }));

/** Compares values whose members are in the same order: new members are added at the end. */
const isSameJson = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

const TASK_MEDIA = ['conversations', 'media'];

/**
 * A list of media replaces the recording that Flex shows by default, `conversations.segment_link`. To keep it, it must be
 * in the list. Left out when it is the recording that is attached.
 */
const defaultMedia = (task: Json, { recordingSid }: Attachment, path: readonly string[]): unknown[] => {
  const url = member(task, 'conversations')['segment_link'];
  if (path !== TASK_MEDIA || typeof url !== 'string' || url === '' || url.includes(recordingSid)) return [];
  return [{ type: 'VoiceRecording', url, title: 'Recording by Flex' }];
};

/** All lists of media: the task's, and those of its reservations, in both places that Twilio documents. */
const listsOf = (task: Json): unknown[][] => {
  const conversations = member(task, 'conversations');
  const reservations = [task, conversations].flatMap(parent => Object.values(member(parent, 'reservation_attributes')));
  return [conversations, ...reservations].flatMap(parent => {
    const media = isObject(parent) ? parent['media'] : undefined;
    return Array.isArray(media) ? [media] : [];
  });
};

/** Returns whether every parent of the list is an object or absent, so that nothing has to be replaced. */
const canHold = (task: Json, path: readonly string[]): boolean =>
  path.slice(0, -1).every((_, index) => {
    const parent = valueAt(task, path.slice(0, index + 1));
    return parent === undefined || isObject(parent);
  });

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce(
    (parent: unknown, name) => (isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined),
    value,
  );

const withValueAt = (parent: unknown, [name, ...rest]: readonly string[], value: unknown): unknown =>
  name === undefined
    ? value
    : {
        ...(isObject(parent) ? parent : {}),
        [name]: withValueAt(isObject(parent) ? parent[name] : undefined, rest, value),
      };

const member = (value: Json, name: string): Json => (isObject(value[name]) ? value[name] : {});

/**
 * Returns whether the recorded call is the leg of a worker: Flex names the customer's call in the attributes, and it is not
 * that one. The attributes name only the current worker's call, so after a transfer they no longer name the earlier ones.
 */
export const isWorkersLeg = (attributes: string, { callSid }: Attachment): boolean => {
  const task = parseJson(attributes);
  if (callSid === undefined || !isObject(task)) return false;
  const { customer = task['call_sid'] } = member(member(task, 'conference'), 'participants');
  return typeof customer === 'string' && customer !== callSid;
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
