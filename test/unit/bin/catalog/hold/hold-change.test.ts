import { describe, expect, test } from 'vitest';
import { holdChange, holdSentence } from '../../../../../bin/catalog/hold/hold-change.ts';
import type { CatalogUpdate } from '../../../../../lambda/domain/catalog/catalog-update.ts';
import { type Failure, fail } from '../../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';
import { ok, type Result } from '../../../../../lambda/domain/shared/result.ts';

const SID = `RE${'1'.repeat(32)}` as RecordingSid;
const versions = [{ key: 'AC1/RE1', versionId: 'a', isHeld: false }];
const DENIED = fail('internal_error', 's3_access_denied');
const THROTTLED = fail('unavailable', 'catalog_throttled');

/** Makes the change of a hold. Returns its result, and the steps in their order. */
const make = async (
  held: boolean,
  answers: { readonly s3?: Result<void, Failure>; readonly catalog?: Result<'changed', Failure> } = {},
) => {
  const steps: string[] = [];
  const catalog = {
    apply: async (update: CatalogUpdate) => {
      steps.push(`catalog ${JSON.stringify('decided' in update && update.decided?.facts)}`);
      return answers.catalog ?? ok('changed' as const);
    },
  };
  const putLegalHolds = async (changed: typeof versions, status: boolean) => {
    steps.push(`s3 ${status} ${changed.map(({ versionId }) => versionId).join(' ')}`);
    return answers.s3 ?? ok(undefined);
  };
  const plan = { held, before: {}, after: { held }, versions, s3Hold: 'legal_hold' as const };
  const change = holdChange({ catalog, putLegalHolds: putLegalHolds as never }, SID, plan);
  return { change, result: await change.apply(), steps };
};

describe('a hold', () => {
  test('is set in S3 before the catalog says it, and the event names the versions', async () => {
    const { change, result, steps } = await make(true);
    expect([result.ok, steps]).toEqual([true, ['s3 true a', 'catalog {"held":true}']]);
    expect(change).toMatchObject({ event: 'hold_changed', hold: { s3Hold: 'legal_hold', versions } });
  });

  test('that S3 refuses is not claimed by the catalog', async () => {
    const { result, steps } = await make(true, { s3: DENIED });
    expect([result, steps]).toEqual([DENIED, ['s3 true a']]);
  });

  test('is lifted in the catalog before S3 lets go', async () => {
    expect((await make(false)).steps).toEqual(['catalog {"held":false}', 's3 false a']);
  });

  test('that the catalog cannot give up is kept by S3', async () => {
    const { result, steps } = await make(false, { catalog: THROTTLED });
    expect([result, steps]).toEqual([THROTTLED, ['catalog {"held":false}']]);
  });
});

test.each([
  ['legal_hold', true, 'nobody can delete'],
  ['no_object_lock', false, 'the bucket has no Object Lock'],
  ['no_object', false, 'no object of this recording'],
] as const)('the answer to a hold with %s says whether S3 protects the object', (s3Hold, protects, words) => {
  expect(holdSentence(s3Hold)).toEqual({ protects, text: expect.stringContaining(words) });
});
