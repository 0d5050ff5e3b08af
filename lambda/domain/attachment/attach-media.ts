import type { Attachment, AttachmentOutcome } from './attachment.ts';
import { isAttached, isWorkersLeg, mergedAttributes } from './merged-attributes.ts';
import type { TaskProblem, TaskSnapshot, Tasks } from './ports.ts';
import { reservationAt } from './reservation-at.ts';

/** The adapters and settings of `attachMedia`. */
export interface AttachMediaDependencies {
  readonly tasks: Tasks;
  readonly accountSid: string;
  /** The address of this service, without a query. */
  readonly urlProviderUrl: string;
  readonly now: () => Date;
}

/** Others write the task's attributes while a call goes on. After this time the queue repeats the message. */
const CONFLICTS_MS = 3_000;
/** Twilio: "attached until two minutes after the task was completed". */
const ATTACHABLE_MS = 2 * 60_000;

/**
 * Attaches a recording to its task: reads the task, merges, and writes if the task has not changed meanwhile. Nothing of
 * others is lost, and the recording is attached once, however often and by however many this is called. Never throws.
 */
export const attachMedia = async (
  { tasks, accountSid, urlProviderUrl, now }: AttachMediaDependencies,
  attachment: Attachment,
): Promise<AttachmentOutcome> => {
  const startedAt = now().getTime();
  do {
    const task = await tasks.read(attachment.taskSid);
    if ('problem' in task) return outcomeOf(task);
    if (task.accountSid !== accountSid) return { kind: 'given_up', reason: 'task_of_another_account' };
    // Before the time: an earlier attempt may have been in time, although its answer was lost.
    if (isAttached(task.attributes, attachment, urlProviderUrl)) return { kind: 'already_attached' };
    if (isTooLate(task, now())) return { kind: 'given_up', reason: 'too_late' };
    const place = await placeOf(tasks, task, attachment);
    if ('problem' in place) return outcomeOf(place);
    const merge = mergedAttributes(task.attributes, attachment, { urlProviderUrl, ...place });
    if (merge.kind === 'impossible') return { kind: 'given_up', reason: merge.reason };
    const failed = await tasks.replaceAttributes(attachment.taskSid, merge.attributes, task.etag);
    if (!failed) return { kind: 'attached' };
    if (failed.problem !== 'changed') return outcomeOf(failed);
  } while (now().getTime() - startedAt < CONFLICTS_MS);
  return { kind: 'retry', reason: 'task_keeps_changing' };
};

/**
 * Returns the reservation to which the recording belongs: that of the worker whose leg was recorded, because each leg has a
 * recording of its own. Everything else belongs to the whole task.
 */
const placeOf = async (
  tasks: Tasks,
  { attributes }: TaskSnapshot,
  attachment: Attachment,
): Promise<{ readonly reservationSid?: string } | TaskProblem> => {
  if (!isWorkersLeg(attributes, attachment)) return {};
  const reservations = await tasks.reservations(attachment.taskSid);
  if ('problem' in reservations) return reservations;
  const own = reservationAt(reservations, attachment.recordingStartedAt);
  if (own) return { reservationSid: own.reservationSid };
  const isUndecided = reservations.some(({ status }) => status === 'offered');
  return isUndecided ? { problem: 'unavailable', reason: 'reservation_not_accepted_yet' } : {};
};

const isTooLate = ({ endedAt }: TaskSnapshot, now: Date): boolean =>
  endedAt !== undefined && now.getTime() > endedAt.getTime() + ATTACHABLE_MS;

const outcomeOf = ({ problem, reason }: TaskProblem): AttachmentOutcome =>
  problem === 'unavailable' || problem === 'changed' ? { kind: 'retry', reason } : { kind: 'given_up', reason };
