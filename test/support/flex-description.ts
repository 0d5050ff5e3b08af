import * as z from 'zod';

/**
 * What Twilio's published API description says about Flex's configuration, TaskRouter workspaces, accounts and sinks of Event
 * Streams, in our own words: names, types and formats. Taken from the repository twilio/twilio-oai, version 2.6.7 of 2026-04-14 (commit
 * d50069b): the schemas `flex.v1.configuration`, `taskrouter.v1.workspace`, `api.v2010.account` and `events.v1.sink`.
 * There every property may be absent; its examples have all of them, and so has every answer here.
 */
const sid = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`))
    .nullable();
const text = z.string().nullable();
const flag = z.boolean().nullable();
const time = z.iso.datetime().nullable();
const rfc2822 = z.string().regex(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/);
/** The description leaves these open. */
const open = z.unknown();
const list = z.array(open).nullable();

export const describedConfiguration = z.strictObject({
  account_sid: sid('AC'),
  date_created: time,
  date_updated: time,
  attributes: open,
  status: z.enum(['ok', 'inprogress', 'notstarted']),
  taskrouter_workspace_sid: sid('WS'),
  taskrouter_target_workflow_sid: sid('WW'),
  taskrouter_target_taskqueue_sid: sid('WQ'),
  taskrouter_taskqueues: list,
  taskrouter_skills: list,
  taskrouter_worker_channels: open,
  taskrouter_worker_attributes: open,
  taskrouter_offline_activity_sid: sid('WA'),
  runtime_domain: text,
  messaging_service_instance_sid: sid('MG'),
  chat_service_instance_sid: sid('IS'),
  flex_service_instance_sid: sid('IS'),
  flex_instance_sid: sid('GO'),
  ui_language: text,
  ui_attributes: open,
  ui_dependencies: open,
  ui_version: text,
  service_version: text,
  call_recording_enabled: flag,
  call_recording_webhook_url: text,
  crm_enabled: flag,
  crm_type: text,
  crm_callback_url: text,
  crm_fallback_url: text,
  crm_attributes: open,
  public_attributes: open,
  plugin_service_enabled: flag,
  plugin_service_attributes: open,
  integrations: list,
  outbound_call_flows: open,
  serverless_service_sids: z.array(z.string().regex(/^ZS[0-9a-fA-F]{32}$/)).nullable(),
  queue_stats_configuration: open,
  notifications: open,
  markdown: open,
  url: z.url().nullable(),
  flex_insights_hr: open,
  flex_insights_drilldown: flag,
  flex_url: text,
  channel_configs: list,
  debugger_integration: open,
  flex_ui_status_report: open,
  agent_conv_end_methods: open,
  citrix_voice_vdi: open,
  offline_config: open,
});

/** The description calls `event_callback_url` a URI; in its example it is empty. */
export const describedWorkspace = z.strictObject({
  account_sid: sid('AC'),
  date_created: time,
  date_updated: time,
  default_activity_name: text,
  default_activity_sid: sid('WA'),
  event_callback_url: z.union([z.url(), z.literal('')]).nullable(),
  events_filter: text,
  friendly_name: text,
  links: z.record(z.string(), z.url()).nullable(),
  multi_task_enabled: flag,
  prioritize_queue_order: z.enum(['FIFO', 'LIFO']),
  sid: sid('WS'),
  timeout_activity_name: text,
  timeout_activity_sid: sid('WA'),
  url: z.url().nullable(),
});

export const describedAccount = z.strictObject({
  auth_token: text,
  date_created: rfc2822.nullable(),
  date_updated: rfc2822.nullable(),
  friendly_name: text,
  owner_account_sid: sid('AC'),
  sid: sid('AC'),
  status: z.enum(['active', 'suspended', 'closed']),
  subresource_uris: z.record(z.string(), z.string()).nullable(),
  type: z.enum(['Trial', 'Full']),
  uri: text,
});

/** The `meta` of a list in Twilio's newer APIs. */
export const describedMeta = z.strictObject({
  first_page_url: z.url(),
  key: z.string(),
  next_page_url: z.url().nullable(),
  page: z.int(),
  page_size: z.int(),
  previous_page_url: z.url().nullable(),
  url: z.url(),
});

export const describedSinks = z.strictObject({
  sinks: z.array(
    z.strictObject({
      date_created: time,
      date_updated: time,
      description: text,
      sid: sid('DG'),
      sink_configuration: open,
      sink_type: z.enum(['kinesis', 'webhook', 'segment', 'email']),
      status: z.enum(['initialized', 'validating', 'active', 'failed']),
      url: z.url().nullable(),
      links: z.record(z.string(), z.url()).nullable(),
    }),
  ),
  meta: describedMeta,
});
