import { expect, test } from 'vitest';
import { type HeldVersion, type ObjectHolds, planHold } from '../../../../../bin/catalog/hold/hold-plan.ts';

const version = (versionId: string, isHeld: boolean): HeldVersion => ({ key: 'AC1/RE1', versionId, isHeld });
const locked = (...versions: readonly HeldVersion[]): ObjectHolds => ({ hasObjectLock: true, versions });
const [free, held] = [version('a', false), version('b', true)];

test('a hold changes the versions that S3 does not hold yet, and the catalog', () => {
  expect(planHold(true, undefined, locked(free))).toEqual({
    held: true,
    before: { s3_legal_hold: 'OFF' },
    after: { held: true, s3_legal_hold: 'ON' },
    versions: [free],
    s3Hold: 'legal_hold',
  });
});

test('lifting a hold changes the versions that S3 holds, and the catalog', () => {
  expect(planHold(false, true, locked(free, held))).toMatchObject({
    before: { held: true, s3_legal_hold: 'PARTLY' },
    after: { held: false, s3_legal_hold: 'OFF' },
    versions: [held],
  });
});

test.each([
  ['the catalog is as ordered and S3 is not', true, true, locked(held, free), [free]],
  ['S3 is as ordered and the catalog is not', true, false, locked(held), []],
  ['a lifted hold is left in S3', false, false, locked(held), [held]],
] as const)('an order is completed when %s', (_, wanted, stored, objects, versions) => {
  expect(planHold(wanted, stored, objects)).toMatchObject({ versions, after: { held: wanted } });
});

test.each([
  ['held', true, true, locked(held)],
  ['free', false, false, locked(free)],
  ['held without Object Lock', true, true, { hasObjectLock: false }],
] as const)('a recording that is already %s needs no change', (_, wanted, stored, objects) => {
  expect(planHold(wanted, stored, objects)).toBeUndefined();
});

test.each([
  ['a bucket without Object Lock', { hasObjectLock: false }, 'no_object_lock'],
  ['a recording without an object', locked(), 'no_object'],
] as const)('%s leaves the hold to the catalog, and the plan says so', (_, objects, s3Hold) => {
  expect(planHold(true, false, objects)).toEqual({
    ...{ held: true, before: { held: false }, after: { held: true } },
    ...{ versions: [], s3Hold },
  });
});

test('a stored value of a wrong type is shown as it is, and is changed', () => {
  expect(planHold(true, 'true', { hasObjectLock: false })).toMatchObject({ before: { held: 'true' } });
});
