import type { Listed } from '../listed-page.ts';

/** An event of the stub's workspace. */
export interface StubTaskEvent {
  /** `EV…`. */
  readonly sid: string;
  /** Such as `reservation.accepted`. */
  readonly type: string;
  readonly at: Date;
  /** The facts of the event, by TaskRouter's own names, such as `task_sid`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Twilio removes the attributes of tasks from older events. */
const ATTRIBUTES_KEPT_MS = 30 * 86_400_000;

/** `GET https://taskrouter.twilio.com/v1/Workspaces/{WS}/Events/{EV}`: every property of the API description. */
export const eventResource = (
  { accountSid, workspaceSid }: { readonly accountSid: string; readonly workspaceSid: string },
  { sid, type, at, data }: StubTaskEvent,
  now: Date,
): Listed => {
  const workspace = `https://taskrouter.twilio.com/v1/Workspaces/${workspaceSid}`;
  const isReservation = type.startsWith('reservation.');
  const taskSid = String(data['task_sid']);
  const resourceSid = isReservation ? String(data['reservation_sid']) : taskSid;
  const isOld = now.getTime() - at.getTime() > ATTRIBUTES_KEPT_MS;
  const reservations = isReservation ? `/Reservations/${resourceSid}` : '';
  return {
    sid,
    resource: {
      account_sid: accountSid,
      actor_sid: workspaceSid,
      actor_type: 'workspace',
      actor_url: workspace,
      description: `${type} of ${taskSid}`,
      event_data: isOld ? { ...data, task_attributes: 'redacted' } : data,
      event_date: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
      event_date_ms: at.getTime(),
      event_type: type,
      resource_sid: resourceSid,
      resource_type: isReservation ? 'reservation' : 'task',
      resource_url: `${workspace}/Tasks/${taskSid}${reservations}`,
      sid,
      source: 'twilio',
      source_ip_address: '203.0.113.7',
      url: `${workspace}/Events/${sid}`,
      workspace_sid: workspaceSid,
    },
  };
};
