/** The settings that `flex` checks. */
export type SettingId =
  | 'events-filter'
  | 'event-callback-url'
  | 'event-streams'
  | 'call-recording-webhook-url'
  | 'external-storage'
  | 'encryption';

/**
 * The state of a setting:
 * - `set`: it has the expected value
 * - `change`: `apply` changes it
 * - `taken`: it has the value of another service; `apply --replace` changes it
 * - `by-hand`: it is wrong, and only a person can change it
 * - `optional`: not set, and only needed if the advice of another setting says so
 * - `unknown`: Twilio's API does not show it; a person can check it
 */
export type SettingState = 'set' | 'change' | 'taken' | 'by-hand' | 'optional' | 'unknown';

/** One setting of the Twilio account: its value, and the value that it should have. */
export interface PlannedSetting {
  readonly id: SettingId;
  readonly title: string;
  readonly state: SettingState;
  readonly before: string;
  readonly after: string;
  /** Advice for the operator. */
  readonly advice?: string;
}

/** Returns whether the setting still has to be changed, by `apply` or by hand. */
export const isMissing = ({ state }: PlannedSetting): boolean =>
  state === 'change' || state === 'taken' || state === 'by-hand';
