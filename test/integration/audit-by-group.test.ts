import { beforeAll, describe, expect, test } from 'vitest';
import { itemAt } from '../support/audit-events.ts';
import { printedEvents, useAuditStack } from '../support/audit-stack.ts';

const stack = useAuditStack();
const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const at = (hour: string, recording_sid: string) => itemAt(`2026-11-24T${hour}:00:00.000Z`, { recording_sid });

const GROUPS = [
  ['by-call', 'call_sid', 'CA', 'c'],
  ['by-task', 'task_sid', 'WT', 'd'],
  ['by-conference', 'conference_sid', 'CF', 'e'],
] as const;

describe.each(GROUPS)('audit %s', (command, attribute, prefix, digit) => {
  const group = sid(prefix, '1');
  const recording = (last: string) => `RE${digit.repeat(31)}${last}`;
  const [first, second, other] = [recording('1'), recording('2'), recording('3')];
  const events = [at('08', first), at('09', group), at('10', second), at('11', first)];
  beforeAll(async () => {
    await stack.put('RecordingsTableName', { recording_sid: first, [attribute]: group });
    await stack.put('RecordingsTableName', { recording_sid: second, [attribute]: group });
    await stack.put('RecordingsTableName', { recording_sid: other, [attribute]: sid(prefix, '2') });
    await stack.put('AuditTableName', ...events, at('10', other));
  });

  test('prints the events of all recordings and of requests that found none, in order', async () => {
    const ended = await stack.audit([command, group, '--format', 'ndjson']);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(printedEvents(ended)).toEqual(events);
  });

  test('applies period, kind and limit to all of them together', async () => {
    const period = ['--since', '2026-11-24T09:00Z', '--until', '2026-11-24T11:00Z'];
    const ended = await stack.audit([command, group, ...period, '--format', 'ndjson']);
    expect(printedEvents(ended)).toEqual(events.slice(1, 3));
    const limited = await stack.audit([command, group, '--limit', '2', '--format', 'ndjson']);
    expect(printedEvents(limited)).toEqual(events.slice(0, 2));
    expect((await stack.audit([command, group, '--event', 'denied'])).code).toBe(1);
  });

  test('finds requests for what the catalog does not know, and says that it does not', async () => {
    const unknown = sid(prefix, '3');
    const denied = at('12', unknown);
    await stack.put('AuditTableName', denied);
    const ended = await stack.audit([command, unknown, '--format', 'ndjson']);
    expect(printedEvents(ended)).toEqual([denied]);
    expect(ended.stderr).toBe(`The catalog has no recording of ${unknown}.\n`);
  });

  test('ends with 1 when there is no event, and with 3 when the catalog cannot be read', async () => {
    expect((await stack.audit([command, sid(prefix, '9')])).code).toBe(1);
    const { code, stdout, stderr } = await stack.audit([command, group, '--recordings-table', 'absent']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^error: catalog_not_found: ResourceNotFoundException/);
  });
});

test('audit by-call prints the events of a hundred recordings in order', async () => {
  const call = sid('CA', 'a');
  const events = Array.from({ length: 100 }, (_, index) => {
    const minute = String(index % 60).padStart(2, '0');
    return itemAt(`2026-10-0${(index % 7) + 1}T10:${minute}:00.000Z`);
  });
  for (const { recording_sid } of events) await stack.put('RecordingsTableName', { recording_sid, call_sid: call });
  await stack.put('AuditTableName', ...events);
  const inOrder = [...events].sort((a, b) => (a.event_key < b.event_key ? -1 : 1));
  expect(printedEvents(await stack.audit(['by-call', call, '--format', 'ndjson']))).toEqual(inOrder);
});
