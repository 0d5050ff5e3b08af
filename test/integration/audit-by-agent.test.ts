import { beforeAll, expect, test } from 'vitest';
import { itemAt } from '../support/audit-events.ts';
import { printedEvents, useAuditStack } from '../support/audit-stack.ts';

const stack = useAuditStack();
const workerSid = (digit: string) => `WK${digit.repeat(32)}`;
const [AGENT, COLLEAGUE, LISTENER] = [workerSid('a'), workerSid('b'), workerSid('c')];
const recording = (digit: string) => `RE${digit.repeat(32)}`;
const [REPORTED, REPORTED_TOO, SET] = [recording('1'), recording('2'), recording('3')];
const [TAKEN_AWAY, FOREIGN] = [recording('4'), recording('5')];
const at = (hour: string, recording_sid: string) =>
  itemAt(`2026-11-24T${hour}:00:00.000Z`, { recording_sid, worker_sid: LISTENER });
const EVENTS = [at('08', REPORTED), at('09', SET), at('10', REPORTED_TOO), at('11', REPORTED)];

beforeAll(async () => {
  await stack.put(
    'RecordingsTableName',
    { recording_sid: REPORTED, handled_by: AGENT },
    // The company's entry and the reports agree: the recording is in both indexes.
    { recording_sid: REPORTED_TOO, handled_by: AGENT, agent_worker_sid: AGENT },
    { recording_sid: SET, handled_by: COLLEAGUE, agent_worker_sid: AGENT },
    { recording_sid: TAKEN_AWAY, handled_by: AGENT, agent_worker_sid: COLLEAGUE },
    { recording_sid: FOREIGN, handled_by: COLLEAGUE },
  );
  await stack.put('AuditTableName', ...EVENTS, at('09', TAKEN_AWAY), at('10', FOREIGN));
  const own = { worker_sid: AGENT, realm_user_id: 'agent@example.com' };
  await stack.put('AuditTableName', itemAt('2026-11-23T08:00:00.000Z', { recording_sid: FOREIGN, ...own }));
});

test('audit by-agent prints the events of the calls that the agent handled, each once, in order', async () => {
  const ended = await stack.audit(['by-agent', AGENT, '--format', 'ndjson']);
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(printedEvents(ended)).toEqual(EVENTS);
});

test('audit by-agent finds the agent by an e-mail address that the trail connects with a worker', async () => {
  const ended = await stack.audit(['by-agent', 'agent@example.com', '--format', 'ndjson']);
  expect([ended.code, printedEvents(ended)]).toEqual([0, EVENTS]);
});

test('audit by-agent applies the period and the kind of event', async () => {
  const period = ['--since', '2026-11-24T09:00Z', '--until', '2026-11-24T11:00Z', '--format', 'ndjson'];
  expect(printedEvents(await stack.audit(['by-agent', AGENT, ...period]))).toEqual(EVENTS.slice(1, 3));
  expect((await stack.audit(['by-agent', AGENT, '--event', 'denied'])).code).toBe(1);
});

test('audit by-agent says that the catalog has no recording of the agent', async () => {
  const ended = await stack.audit(['by-agent', workerSid('9')]);
  expect([ended.code, ended.stderr]).toEqual([
    1,
    expect.stringContaining(`The catalog has no recording whose call ${workerSid('9')} handled.\n`),
  ]);
});

test.each([
  ['nobody@example.com', 'The audit trail has no event of nobody@example.com, so the worker SID is unknown.'],
  ['anna', '"anna" is neither a worker SID'],
])('audit by-agent %s ends with 2 and says what to give', async (text, message) => {
  const { code, stdout, stderr } = await stack.audit(['by-agent', text]);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
});

test('audit by-agent ends with 3 when the catalog cannot be read', async () => {
  const { code, stderr } = await stack.audit(['by-agent', AGENT, '--recordings-table', 'absent']);
  expect([code, stderr]).toEqual([3, expect.stringMatching(/^error: catalog_not_found: ResourceNotFoundException/)]);
});
