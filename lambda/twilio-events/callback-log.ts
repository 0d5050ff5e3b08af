import type { TakenCallback } from '../domain/catalog/take-callback.ts';
import { countMetric } from '../shell/request-log.ts';

/** Counts recordings whose encryption details nobody can read; an alarm watches it. */
export const UNREADABLE_METRIC = { namespace: 'FlexSecurePlayback', name: 'EncryptionDetailsUnreadable' } as const;
/** Counts callbacks that told nothing new: Twilio repeats some; many may be someone replaying them. */
export const REPEATED_METRIC = { namespace: 'FlexSecurePlayback', name: 'CallbacksRepeated' } as const;

/** One JSON line for a callback that was taken; SIDs only, never what the callback said. */
export const takenLine = (taken: TakenCallback, requestId: string, now: Date): string =>
  JSON.stringify({
    level: taken.encryptionUnreadable ? 'error' : 'info',
    time: now.toISOString(),
    outcome: 'callback_taken',
    request_id: requestId,
    recording_sids: taken.recordingSids,
    change: taken.change,
    ...(taken.encryptionUnreadable && { reason: 'encryption_details_unreadable' }),
    ...metricOf(taken, now),
  });

/** A line can only carry one metric's members; what cannot be decrypted is the more urgent. */
const metricOf = ({ encryptionUnreadable, change, recordingSids }: TakenCallback, now: Date) => {
  if (encryptionUnreadable) return countMetric(now, UNREADABLE_METRIC);
  return change === 'unchanged' && recordingSids.length > 0 ? countMetric(now, REPEATED_METRIC) : {};
};
