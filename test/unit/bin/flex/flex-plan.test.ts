import { describe, expect, test } from 'vitest';
import type { AccountSnapshot, NewestRecording } from '../../../../bin/flex/account-snapshot.ts';
import { NEEDED_EVENTS, planSettings } from '../../../../bin/flex/plan-settings.ts';
import { isMissing, type SettingId } from '../../../../bin/flex/planned-setting.ts';

const RECORDING = `RE${'1'.repeat(32)}`;
const KEY = `CR${'2'.repeat(32)}`;
const expected = {
  taskEventsCallbackUrl: 'https://api.example.com/twilio/task-events#rc=5&rp=5xx,ct,rt',
  recordingStatusCallbackUrl: 'https://api.example.com/twilio/recording-status#rc=5&rp=5xx,ct,rt',
  eventStreamsUrl: 'https://api.example.com/twilio/event-streams',
  bucketName: 'recordings',
  publicKeySids: [] as string[],
};
const newest = (facts: Partial<NewestRecording> = {}): NewestRecording => ({
  sid: RECORDING,
  mediaUrl: `https://recordings.s3.eu-central-1.amazonaws.com/AC1/${RECORDING}`,
  publicKeySid: undefined,
  resource: {},
  ...facts,
});
/** An account in which everything is right. */
const right: AccountSnapshot = {
  workspaceSid: `WS${'3'.repeat(32)}`,
  eventCallbackUrl: expected.taskEventsCallbackUrl,
  eventsFilter: NEEDED_EVENTS,
  sinks: [],
  callRecordingEnabled: true,
  callRecordingWebhookUrl: expected.recordingStatusCallbackUrl,
  newestRecording: newest(),
};

const settingOf = (id: SettingId, account: Partial<AccountSnapshot>, expectations: Partial<typeof expected> = {}) => {
  const found = planSettings({ ...right, ...account }, { ...expected, ...expectations }).find(one => one.id === id);
  if (!found) throw new Error(`no setting ${id}`);
  return found;
};

describe('the plan of the Flex settings', () => {
  test('misses nothing in an account in which everything is right', () => {
    expect(planSettings(right, expected).map(({ id, state }) => [id, state])).toEqual([
      ['events-filter', 'set'],
      ['event-callback-url', 'set'],
      ['event-streams', 'optional'],
      ['call-recording-webhook-url', 'set'],
      ['external-storage', 'set'],
      ['encryption', 'set'],
    ]);
  });

  test('changes every setting of an account in which nothing is set', () => {
    const untouched = { eventCallbackUrl: undefined, eventsFilter: undefined, callRecordingWebhookUrl: undefined };
    const missing = planSettings({ ...right, ...untouched }, expected).filter(isMissing);
    expect(missing.map(({ id, state, after }) => [id, state, after])).toEqual([
      ['events-filter', 'change', NEEDED_EVENTS.join(',')],
      ['event-callback-url', 'change', expected.taskEventsCallbackUrl],
      ['call-recording-webhook-url', 'change', expected.recordingStatusCallbackUrl],
    ]);
  });

  test.each(['event-callback-url', 'call-recording-webhook-url'] as const)(
    'reports that %s is taken when it holds the address of another service',
    id => {
      const url = 'https://other.example.com/hook';
      const setting = settingOf(id, { eventCallbackUrl: url, callRecordingWebhookUrl: url });
      expect(setting).toMatchObject({ state: 'taken', before: url, advice: expect.stringContaining('--replace') });
    },
  );

  test('changes an address of its own that lacks the retries', () => {
    const [eventCallbackUrl = ''] = expected.taskEventsCallbackUrl.split('#');
    expect(settingOf('event-callback-url', { eventCallbackUrl }).state).toBe('change');
  });

  test('adds the missing events to a filter and removes none', () => {
    const setting = settingOf('events-filter', { eventsFilter: ['worker.created', 'task.created'] });
    expect([setting.state, setting.after.split(',')]).toEqual(['change', ['worker.created', ...NEEDED_EVENTS]]);
  });

  test.each<[string, readonly string[] | undefined, string]>([
    ['that lacks events', ['task.created'], 'taken'],
    ['that sends all events', undefined, 'set'],
  ])('does not change the filter of another service %s', (_, eventsFilter, state) => {
    const account = { eventsFilter, eventCallbackUrl: 'https://other.example.com/hook' };
    expect(settingOf('events-filter', account).state).toBe(state);
  });

  test('tells where to set the callback when Flex does not record calls itself', () => {
    const setting = settingOf('call-recording-webhook-url', { callRecordingEnabled: false });
    expect(setting.advice).toContain('where you start recordings');
  });
});

describe('the sinks of Event Streams', () => {
  const foreign = { eventCallbackUrl: 'https://other.example.com/hook', eventsFilter: ['worker.created'] };
  const own = { sid: `DG${'4'.repeat(32)}`, destination: expected.eventStreamsUrl, method: 'POST', status: 'active' };

  test('are named in the advice for a callback that is taken, with the output', () => {
    const { advice } = settingOf('event-callback-url', foreign);
    expect(advice).toContain('Event Streams');
    expect(advice).toContain(`EventStreamsUrl, ${expected.eventStreamsUrl}`);
  });

  test('make the callback and the filter of another service enough when one is active', () => {
    const settings = planSettings({ ...right, ...foreign, sinks: [{ ...own, status: 'failed' }, own] }, expected);
    expect(settings.filter(isMissing)).toEqual([]);
    expect(settings.find(({ id }) => id === 'event-streams')).toMatchObject({
      state: 'set',
      before: `${own.sid}, POST (active)`,
    });
    expect(settings.find(({ id }) => id === 'event-callback-url')).toMatchObject({
      before: foreign.eventCallbackUrl,
      after: foreign.eventCallbackUrl,
    });
  });

  test.each([
    ['is not validated', { status: 'initialized' }, 'validate it'],
    ['uses GET', { method: 'GET' }, 'with POST'],
  ])('are to be set right by hand when the only one %s', (_, facts, advice) => {
    const account = { ...foreign, sinks: [{ ...own, ...facts }] };
    expect(settingOf('event-streams', account)).toMatchObject({
      state: 'by-hand',
      advice: expect.stringContaining(advice),
    });
    expect(settingOf('event-callback-url', account).state).toBe('taken');
  });

  test.each([
    ['points elsewhere', [{ ...own, destination: 'https://other.example.com/sink' }], 'optional'],
    ['may be read', undefined, 'unknown'],
  ])('do not replace the callback when none %s', (_, sinks, state) => {
    expect(settingOf('event-streams', { ...foreign, sinks }).state).toBe(state);
    expect(settingOf('event-callback-url', { ...foreign, sinks }).state).toBe('taken');
  });
});

describe('the storage of recordings', () => {
  test.each<[string, string, string]>([
    ['is right when the newest recording is in the bucket', newest().mediaUrl, 'set'],
    ['is right when the address has the bucket in its path', `https://s3.amazonaws.com/recordings/${RECORDING}`, 'set'],
    ['is wrong when Twilio stores the newest recording', `https://api.twilio.com/x/${RECORDING}`, 'by-hand'],
    [
      'is wrong when the newest recording is in another bucket',
      `https://other.s3.amazonaws.com/${RECORDING}`,
      'by-hand',
    ],
    ['is unknown when Twilio tells no address', '', 'unknown'],
  ])('%s', (_, mediaUrl, state) => {
    expect(settingOf('external-storage', { newestRecording: newest({ mediaUrl }) }).state).toBe(state);
  });

  test('is unknown, and not missing, in an account without recordings', () => {
    const setting = settingOf('external-storage', { newestRecording: undefined });
    expect([setting.state, isMissing(setting)]).toEqual(['unknown', false]);
  });
});

describe('the encryption of recordings', () => {
  test.each<[string, string | undefined, string[], string]>([
    ['is right when the deployment has the key', KEY, [KEY], 'set'],
    ['is wrong when the deployment lacks the key', KEY, [], 'by-hand'],
    ['is right without encryption and without keys', undefined, [], 'set'],
    ['is unknown when there are keys and the newest recording is not encrypted', undefined, [KEY], 'unknown'],
  ])('%s', (_, publicKeySid, publicKeySids, state) => {
    expect(settingOf('encryption', { newestRecording: newest({ publicKeySid }) }, { publicKeySids }).state).toBe(state);
  });
});
