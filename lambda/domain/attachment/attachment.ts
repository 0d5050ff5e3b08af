import type { RecordingSid } from '../shared/recording-sid.ts';

/** A recording that is to be attached to a task, so that Flex Insights plays it for the task's conversation. */
export interface Attachment {
  /** `WT…`. */
  readonly taskSid: string;
  readonly recordingSid: RecordingSid;
  /** Flex Insights places the recording by this time. */
  readonly recordingStartedAt: Date;
  /** The call that was recorded. Absent: a conference was recorded. */
  readonly callSid?: string;
  /** 2: the customer is on the first channel, everybody else on the second. */
  readonly channels?: number;
}

/**
 * What became of an attachment:
 * - `attached`: the task's attributes contain it now
 * - `already_attached`: they contained it before
 * - `given_up`: it cannot be attached, now or later
 * - `retry`: a later attempt may succeed
 *
 * `reason` is a stable code in snake_case.
 */
export type AttachmentOutcome =
  | { readonly kind: 'attached' | 'already_attached' }
  | { readonly kind: 'given_up'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string };
