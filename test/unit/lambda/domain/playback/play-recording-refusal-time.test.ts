import { describe, expect, test } from 'vitest';
import type { PlayRecordingDependencies } from '../../../../../lambda/domain/playback/play-recording.ts';
import { fail } from '../../../../../lambda/domain/shared/failure.ts';
import { isPending } from '../../../../support/deferred.ts';
import { no, pipeline } from '../../../../support/playback-pipeline.ts';

type Replaced = Partial<PlayRecordingDependencies>;

const never = () => new Promise<never>(() => undefined);
const bug = () => Promise.reject(new Error('bug'));
const denying: Replaced = { authorizer: { decide: () => no } };
const stranger: Replaced = { tokens: { validate: async () => fail('unauthenticated', 'token_rejected') } };
const unreadable: Replaced = { catalog: { find: async () => fail('forbidden', 'catalog_item_malformed_team') } };
const out: Replaced = { catalog: { find: async () => fail('unavailable', 'catalog_timeout') } };

describe('a refusal', () => {
  test.each<[string, Replaced, object]>([
    ['a denial', denying, fail('forbidden', no.reason)],
    ['a denial for an unreadable catalog item', unreadable, fail('forbidden', 'catalog_item_malformed_team')],
    ['a rejected token', stranger, fail('unauthenticated', 'token_rejected')],
    ['an unavailable catalog', out, fail('unavailable', 'catalog_timeout')],
  ])('does not wait for S3: %s', async (_, replaced, outcome) => {
    for (const locate of [never, bug]) {
      expect(await pipeline({ ...replaced, recordings: { locate } }).play()).toEqual(outcome);
    }
  });

  test('does not wait for the catalog when the token is rejected', async () => {
    for (const find of [never, bug]) {
      const { play } = pipeline({ ...stranger, catalog: { find } });
      expect(await play()).toEqual(fail('unauthenticated', 'token_rejected'));
    }
  });

  test.each<[string, Replaced]>([
    ['the caller is denied', denying],
    ['the token is rejected', stranger],
  ])('aborts the lookup at S3 when %s', async (_, replaced) => {
    let aborted = false;
    const locate: PlayRecordingDependencies['recordings']['locate'] = (_sid, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return never();
    };
    await pipeline({ ...replaced, recordings: { locate } }).play();
    expect(aborted).toBe(true);
  });

  test('aborts the lookup at S3 before the denial is recorded', async () => {
    let lookup: AbortSignal | undefined;
    const playing = pipeline({
      ...denying,
      audit: { append: never },
      recordings: {
        locate: (_sid, signal) => {
          lookup = signal;
          return never();
        },
      },
    }).play();
    expect(await isPending(playing)).toBe(true);
    expect(lookup?.aborted).toBe(true);
  });
});

test('a bug in the lookup at S3 throws for an authorized caller', async () => {
  await expect(pipeline({ recordings: { locate: bug } }).play()).rejects.toThrow('bug');
});
