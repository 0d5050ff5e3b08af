import type { StubReservation } from './reservation-resource.ts';

/** A task of the stub's workspace. */
export interface StubTask {
  /** `WT…`. */
  readonly sid: string;
  readonly accountSid: string;
  readonly workspaceSid: string;
  /** JSON, as somebody set it. */
  readonly attributes: string;
  readonly assignmentStatus: 'pending' | 'reserved' | 'assigned' | 'wrapping' | 'completed' | 'canceled';
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The first one first. */
  readonly reservations: readonly StubReservation[];
  /** Counts the changes of the task itself. */
  readonly version: number;
}

/** The `ETag` of a task. */
export const etagOf = ({ version }: StubTask): string => `"${version}"`;

const time = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** `GET https://taskrouter.twilio.com/v1/Workspaces/{WS}/Tasks/{WT}`: every property of the API description. */
export const taskResource = (task: StubTask): Record<string, unknown> => {
  const workspace = `https://taskrouter.twilio.com/v1/Workspaces/${task.workspaceSid}`;
  const url = `${workspace}/Tasks/${task.sid}`;
  const sid = (prefix: string): string => prefix + '7'.repeat(32);
  return {
    account_sid: task.accountSid,
    addons: '{}',
    age: Math.round((Date.now() - task.createdAt.getTime()) / 1_000),
    assignment_status: task.assignmentStatus,
    attributes: task.attributes,
    date_created: time(task.createdAt),
    date_updated: time(task.updatedAt),
    ignore_capacity: false,
    links: {
      reservations: `${url}/Reservations`,
      task_queue: `${workspace}/TaskQueues/${sid('WQ')}`,
      workflow: `${workspace}/Workflows/${sid('WW')}`,
      workspace,
    },
    priority: 0,
    reason: null,
    routing_target: null,
    sid: task.sid,
    task_channel_sid: sid('TC'),
    task_channel_unique_name: 'voice',
    task_queue_entered_date: time(task.createdAt),
    task_queue_friendly_name: 'Everyone',
    task_queue_sid: sid('WQ'),
    timeout: 86_400,
    url,
    virtual_start_time: time(task.createdAt),
    workflow_friendly_name: 'Assign to Anyone',
    workflow_sid: sid('WW'),
    workspace_sid: task.workspaceSid,
  };
};
