import { expect, test } from 'vitest';
import { changeText } from '../../../../bin/audit/queries/change-text.ts';
import { itemAt } from '../../../support/audit-events.ts';

const event = (more: object) => ({ ...itemAt('2026-11-24T08:00:00.000Z'), ...more });

test.each([
  [{ before: { team: 'a', restricted: true }, after: { restricted: false } }, 'restricted: true → false, team: a → –'],
  [
    { before: { s3_legal_hold: 'OFF' }, after: { s3_legal_hold: 'ON', held: true }, s3_hold: 'legal_hold' },
    'held: – → true, s3_legal_hold: OFF → ON',
  ],
  [
    { before: {}, after: { held: true }, s3_hold: 'no_object_lock' },
    'held: – → true, not protected by S3: the bucket has no Object Lock',
  ],
  [{ before: {}, after: { held: true }, s3_hold: 'no_object' }, 'held: – → true, not protected by S3: no object'],
  [
    { before: { policy_set: 'a'.repeat(64) }, after: { policy_set: `${'b'.repeat(63)}c` } },
    'policy_set: aaaaaaaaaaaa… → bbbbbbbbbbbb…',
  ],
  [{ before: 'x', after: ['y'], s3_hold: 'constructor' }, ''],
])('an event with %j tells of its change: %s', (more, text) => {
  expect(changeText(event(more))).toBe(text);
});
