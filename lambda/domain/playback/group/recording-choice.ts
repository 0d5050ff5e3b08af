import type { CatalogEntry } from '../../catalog/catalog-entry.ts';

/** Which of several recordings of a group the client wants. */
export interface RecordingChoice {
  /** Only recordings with this number of channels. */
  readonly channels?: 1 | 2;
  /** The position, from 0, among those that the caller may play. Absent: the first that can be played. */
  readonly index?: number;
}

/**
 * Returns the recordings that the choice leaves, in the same order. Give it only what the caller may play: otherwise the
 * position would depend on recordings that must stay unknown to the caller.
 */
export const chosen = <R extends { readonly recording: CatalogEntry }>(
  recordings: readonly R[],
  { channels, index }: RecordingChoice,
): readonly R[] => {
  const ofChannels = recordings.filter(({ recording }) => channels === undefined || recording.channels === channels);
  return index === undefined ? ofChannels : ofChannels.slice(index, index + 1);
};

/** Returns the rule of a choice as the audit event names it: `first_playable`, `index=1`, `channel=2` or `channel=2,index=1`. */
export const choiceText = ({ channels, index }: RecordingChoice): string => {
  const rules = [channels !== undefined && `channel=${channels}`, index !== undefined && `index=${index}`];
  return rules.filter(Boolean).join(',') || 'first_playable';
};
