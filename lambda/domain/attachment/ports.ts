/** The part of a TaskRouter task that an attachment needs. */
export interface TaskSnapshot {
  readonly accountSid: string;
  /** The task's attributes: JSON, as Twilio stores it. */
  readonly attributes: string;
  /** The version of the task. */
  readonly etag: string;
  /** When the task was completed or canceled. Absent: it is still open. */
  readonly endedAt?: Date;
}

/** A reservation of a task: the offer to one worker. */
export interface Reservation {
  /** `WR…`. */
  readonly reservationSid: string;
  readonly createdAt: Date;
  /** `accepted` also after the worker has completed the task. */
  readonly status: 'offered' | 'accepted';
}

/**
 * What a request to Twilio can meet:
 * - `gone`: the task does not exist, or exists no longer
 * - `changed`: the task has another version than the given one
 * - `refused`: Twilio does not accept the request, and would not accept it later
 * - `unavailable`: Twilio did not answer, failed, limits the rate or refuses the credentials; a later attempt may succeed
 */
export interface TaskProblem {
  readonly problem: 'gone' | 'changed' | 'refused' | 'unavailable';
  /** A stable code in snake_case. */
  readonly reason: string;
}

/** Twilio's tasks. No function throws. */
export interface Tasks {
  /** Reads a task. Never answers `changed`. */
  read(taskSid: string): Promise<TaskSnapshot | TaskProblem>;
  /** Lists the reservations of a task, in any order, without those that the worker did not accept in time or refused. */
  reservations(taskSid: string): Promise<readonly Reservation[] | TaskProblem>;
  /** Replaces the attributes if the task still has the version `etag`. Undefined: done. */
  replaceAttributes(taskSid: string, attributes: string, etag: string): Promise<TaskProblem | undefined>;
}
