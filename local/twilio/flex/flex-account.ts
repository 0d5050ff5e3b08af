import type { TwilioAccount } from '../credentials.ts';
import type { StubSink } from './event-sinks.ts';

/** The settings of the stub's Flex account that an operator can change. They decide which callbacks Twilio sends. */
export interface FlexAccount {
  readonly workspaceSid: string;
  /** The address to which TaskRouter sends its events. Empty: it sends none. */
  eventCallbackUrl: string;
  /** Names of events, separated by commas. Null: all events. */
  eventsFilter: string | null;
  callRecordingEnabled: boolean;
  callRecordingWebhookUrl: string | null;
  /** The sinks of Event Streams. */
  readonly sinks: StubSink[];
}

/** Returns a new Flex account, in which no callback is set. */
export const newFlexAccount = (): FlexAccount => ({
  workspaceSid: `WS${'7'.repeat(32)}`,
  eventCallbackUrl: '',
  eventsFilter: null,
  callRecordingEnabled: true,
  callRecordingWebhookUrl: null,
  sinks: [],
});

const CREATED = '2026-01-05T09:00:00Z';
const sid = (prefix: string, digit: string): string => prefix + digit.repeat(32);

/** Returns the body of `GET https://flex-api.twilio.com/v1/Configuration`, with all properties of the API description. */
export const configurationResource = ({ accountSid }: TwilioAccount, flex: FlexAccount): Record<string, unknown> => ({
  account_sid: accountSid,
  date_created: CREATED,
  date_updated: CREATED,
  attributes: {},
  status: 'ok',
  taskrouter_workspace_sid: flex.workspaceSid,
  taskrouter_target_workflow_sid: sid('WW', '7'),
  taskrouter_target_taskqueue_sid: sid('WQ', '7'),
  taskrouter_taskqueues: [],
  taskrouter_skills: [],
  taskrouter_worker_channels: {},
  taskrouter_worker_attributes: {},
  taskrouter_offline_activity_sid: sid('WA', '7'),
  runtime_domain: 'https://flex.twilio.com',
  messaging_service_instance_sid: sid('MG', '7'),
  chat_service_instance_sid: sid('IS', '7'),
  flex_service_instance_sid: sid('IS', '8'),
  flex_instance_sid: sid('GO', '7'),
  ui_language: 'en',
  ui_attributes: {},
  ui_dependencies: {},
  ui_version: '2.0',
  service_version: '1.0',
  call_recording_enabled: flex.callRecordingEnabled,
  call_recording_webhook_url: flex.callRecordingWebhookUrl,
  crm_enabled: false,
  crm_type: null,
  crm_callback_url: null,
  crm_fallback_url: null,
  crm_attributes: null,
  public_attributes: {},
  plugin_service_enabled: true,
  plugin_service_attributes: {},
  integrations: [],
  outbound_call_flows: {},
  serverless_service_sids: [],
  queue_stats_configuration: {},
  notifications: { enabled: true, mode: 'whenNotInFocus' },
  markdown: { enabled: false, mode: 'readOnly' },
  url: 'https://flex-api.twilio.com/v1/Configuration',
  flex_insights_hr: {},
  flex_insights_drilldown: true,
  flex_url: 'https://flex.twilio.com',
  channel_configs: [],
  debugger_integration: { enabled: false },
  flex_ui_status_report: { enabled: false },
  agent_conv_end_methods: { enabled: ['Leave'] },
  citrix_voice_vdi: { enabled: false },
  offline_config: { presence: true, presence_ttl: 30 },
});

/** Returns the body of `GET https://taskrouter.twilio.com/v1/Workspaces/{WS}`, with all properties of the API description. */
export const workspaceResource = ({ accountSid }: TwilioAccount, flex: FlexAccount): Record<string, unknown> => {
  const url = `https://taskrouter.twilio.com/v1/Workspaces/${flex.workspaceSid}`;
  return {
    account_sid: accountSid,
    date_created: CREATED,
    date_updated: CREATED,
    default_activity_name: 'Offline',
    default_activity_sid: sid('WA', '7'),
    event_callback_url: flex.eventCallbackUrl,
    events_filter: flex.eventsFilter,
    friendly_name: 'Flex Task Assignment',
    links: {
      activities: `${url}/Activities`,
      cumulative_statistics: `${url}/CumulativeStatistics`,
      events: `${url}/Events`,
      real_time_statistics: `${url}/RealTimeStatistics`,
      statistics: `${url}/Statistics`,
      task_channels: `${url}/TaskChannels`,
      task_queues: `${url}/TaskQueues`,
      tasks: `${url}/Tasks`,
      workers: `${url}/Workers`,
      workflows: `${url}/Workflows`,
    },
    multi_task_enabled: true,
    prioritize_queue_order: 'FIFO',
    sid: flex.workspaceSid,
    timeout_activity_name: 'Offline',
    timeout_activity_sid: sid('WA', '7'),
    url,
  };
};
