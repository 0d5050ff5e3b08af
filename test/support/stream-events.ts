import { attributesNaming } from './task-event.ts';

export const ACCOUNT = `AC${'1'.repeat(32)}`;
export const SID = `RE${'1'.repeat(32)}`;
export const STREAM_AT = new Date('2026-11-24T03:00:00.000Z');

/** An event about a task, as Event Streams sends it; `more` replaces members of TaskRouter's payload. */
export const taskStreamEvent = (eventType: string, more: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0',
  type: `com.twilio.taskrouter.${eventType}`,
  source: `WS${'1'.repeat(32)}`,
  id: `EV${'1'.repeat(32)}`,
  dataschema: 'https://events-schemas.twilio.com/TaskRouter.WDSEvent/4',
  datacontenttype: 'application/json',
  time: STREAM_AT.toISOString(),
  data: {
    sid: `EV${'1'.repeat(32)}`,
    account_sid: ACCOUNT,
    payload_type: 'application/json',
    payload: {
      eventtype: eventType,
      account_sid: ACCOUNT,
      timestamp: STREAM_AT.toISOString(),
      task_sid: `WT${'a'.repeat(32)}`,
      task_attributes: JSON.stringify(attributesNaming(SID)),
      task_age: 60,
      task_queue_sid: `WQ${'1'.repeat(32)}`,
      task_queue_name: 'Support',
      worker_sid: `WK${'a'.repeat(32)}`,
      reservation_sid: `WR${'1'.repeat(32)}`,
      ...more,
    },
  },
});

/** An event that repeats a recordingStatusCallback; `more` replaces its fields. */
export const recordingEvent = (more: Readonly<Record<string, string>> = {}) => ({
  specversion: '1.0',
  type: 'com.twilio.voice.status-callback.recording.processed',
  source: 'voice',
  id: `EV${'2'.repeat(32)}`,
  data: {
    request: {
      method: 'POST',
      parameters: {
        AccountSid: ACCOUNT,
        RecordingSid: SID,
        RecordingStatus: 'completed',
        RecordingDuration: '61',
        RecordingChannels: '2',
        ...more,
      },
    },
  },
});

/** What Twilio sends when a sink is tested. */
export const TEST_EVENT = {
  specversion: '1.0',
  type: 'com.twilio.eventstreams.test-event',
  source: 'Sink',
  id: ACCOUNT,
  data: { test_id: '95001c1e-5b8e-45f5-830d-f9cbf1d16420' },
} as const;
