import * as z from 'zod';

/**
 * What Twilio's published API description says about tasks, in our own words. Taken from the repository
 * twilio/twilio-oai, version 2.6.7 of 2026-04-14 (commit d50069b): the schemas `taskrouter.v1.workspace.task` and
 * `taskrouter.v1.workspace.task.task_reservation`, and the answer of `ListTaskReservation`.
 */
const sid = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`))
    .nullable();
const text = z.string().nullable();
const time = z.iso.datetime().nullable();

export const describedTask = z.strictObject({
  account_sid: sid('AC'),
  addons: text,
  age: z.int(),
  assignment_status: z.enum(['pending', 'reserved', 'assigned', 'canceled', 'completed', 'wrapping']),
  attributes: text,
  date_created: time,
  date_updated: time,
  ignore_capacity: z.boolean(),
  links: z.record(z.string(), z.url()).nullable(),
  priority: z.int(),
  reason: text,
  routing_target: text,
  sid: sid('WT'),
  task_channel_sid: sid('TC'),
  task_channel_unique_name: text,
  task_queue_entered_date: time,
  task_queue_friendly_name: text,
  task_queue_sid: sid('WQ'),
  timeout: z.int(),
  url: z.url().nullable(),
  virtual_start_time: time,
  workflow_friendly_name: text,
  workflow_sid: sid('WW'),
  workspace_sid: sid('WS'),
});

const describedReservation = z.strictObject({
  account_sid: sid('AC'),
  date_created: time,
  date_updated: time,
  links: z.record(z.string(), z.url()).nullable(),
  reservation_status: z.enum([
    'pending',
    'accepted',
    'rejected',
    'timeout',
    'canceled',
    'rescinded',
    'wrapping',
    'completed',
  ]),
  sid: sid('WR'),
  task_sid: sid('WT'),
  url: z.url().nullable(),
  worker_name: text,
  worker_sid: sid('WK'),
  workspace_sid: sid('WS'),
});

const pageUrl = z.url().nullable();

export const describedReservations = z.strictObject({
  meta: z.strictObject({
    first_page_url: z.url(),
    key: z.literal('reservations'),
    next_page_url: pageUrl,
    page: z.int(),
    page_size: z.int(),
    previous_page_url: pageUrl,
    url: z.url(),
  }),
  reservations: z.array(describedReservation),
});
