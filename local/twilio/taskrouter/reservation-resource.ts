import type { Listed } from '../listed-page.ts';
import type { StubTask } from './task-resource.ts';

/** A reservation of a task: the offer to one worker. */
export interface StubReservation {
  /** `WR…`. */
  readonly sid: string;
  /** `WK…`. */
  readonly workerSid: string;
  readonly workerName: string;
  readonly status:
    | 'pending'
    | 'accepted'
    | 'rejected'
    | 'timeout'
    | 'canceled'
    | 'rescinded'
    | 'wrapping'
    | 'completed';
  readonly createdAt: Date;
}

const time = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** `GET https://taskrouter.twilio.com/v1/Workspaces/{WS}/Tasks/{WT}/Reservations/{WR}`: every property of the API description. */
export const reservationResource = (
  { sid: taskSid, accountSid, workspaceSid, updatedAt }: StubTask,
  { sid, workerSid, workerName, status, createdAt }: StubReservation,
): Listed => {
  const workspace = `https://taskrouter.twilio.com/v1/Workspaces/${workspaceSid}`;
  const task = `${workspace}/Tasks/${taskSid}`;
  return {
    sid,
    resource: {
      account_sid: accountSid,
      date_created: time(createdAt),
      date_updated: time(updatedAt),
      links: { task, worker: `${workspace}/Workers/${workerSid}`, workspace },
      reservation_status: status,
      sid,
      task_sid: taskSid,
      url: `${task}/Reservations/${sid}`,
      worker_name: workerName,
      worker_sid: workerSid,
      workspace_sid: workspaceSid,
    },
  };
};
