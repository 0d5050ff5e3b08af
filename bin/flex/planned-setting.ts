/** The settings that `flex` looks at. */
export type SettingId =
  | 'events-filter'
  | 'event-callback-url'
  | 'event-streams'
  | 'call-recording-webhook-url'
  | 'external-storage'
  | 'encryption';

/**
 * What is to be done about a setting:
 * - `set`: nothing; it is as it should be
 * - `change`: `apply` changes it
 * - `taken`: it holds somebody else's value; `apply --replace` changes it
 * - `by-hand`: it is wrong, and only a person can change it
 * - `optional`: not set, and only needed where the advice of another setting says so
 * - `unknown`: Twilio does not show it; a person may check it
 */
export type SettingState = 'set' | 'change' | 'taken' | 'by-hand' | 'optional' | 'unknown';

/** One setting of the Twilio account: its value, and the value that it should have. */
export interface PlannedSetting {
  readonly id: SettingId;
  readonly title: string;
  readonly state: SettingState;
  readonly before: string;
  readonly after: string;
  /** What a person has to do, or should know. */
  readonly advice?: string;
}

/** Returns whether the setting still has to be changed, by `apply` or by hand. */
export const isMissing = ({ state }: PlannedSetting): boolean =>
  state === 'change' || state === 'taken' || state === 'by-hand';
