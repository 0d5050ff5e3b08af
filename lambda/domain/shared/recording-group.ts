/** What recordings have in common, by the name that Twilio and the catalog use for it. */
export type GroupedBy = 'conference_sid' | 'call_sid' | 'task_sid';

/** All recordings of one conference, call or task. */
export interface RecordingGroup {
  readonly by: GroupedBy;
  /** `CF…`, `CA…` or `WT…`. */
  readonly sid: string;
}

/** The form of the SID that names a group of each kind. */
const GROUP_SIDS: Readonly<Record<GroupedBy, RegExp>> = {
  conference_sid: /^CF[0-9a-f]{32}$/,
  call_sid: /^CA[0-9a-f]{32}$/,
  task_sid: /^WT[0-9a-f]{32}$/,
};

/** The catalog's index for each kind of group. The index has the attribute of this name as its key. */
export const GROUP_INDEXES = {
  conference_sid: 'by-conference',
  call_sid: 'by-call',
  task_sid: 'by-task',
} as const satisfies Record<GroupedBy, string>;

/**
 * The catalog's indexes of the recordings of one agent, by the attribute that each has as its key: the worker whom the
 * reports of the recording's task name, and the worker whom the company set instead. Only for people who search: decisions
 * read the reports themselves.
 */
export const AGENT_INDEXES = {
  handled_by: 'by-agent',
  agent_worker_sid: 'by-set-agent',
} as const;

/** The names by which a group can be asked for. */
export const GROUP_NAMES = Object.keys(GROUP_SIDS) as readonly GroupedBy[];

/** Returns the group if the text is a SID of its kind. */
export const parseRecordingGroup = (by: GroupedBy, text: string): RecordingGroup | undefined =>
  GROUP_SIDS[by].test(text) ? { by, sid: text } : undefined;

/** Returns whether the text is the SID of any group. */
export const isGroupSid = (text: string): boolean => GROUP_NAMES.some(by => GROUP_SIDS[by].test(text));
