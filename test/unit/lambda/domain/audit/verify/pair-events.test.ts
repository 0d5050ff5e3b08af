import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareItems } from '../../../../../../lambda/domain/audit/chain/stored-item.ts';
import { pairEvents } from '../../../../../../lambda/domain/audit/verify/pair-events.ts';
import { all } from '../../../../../support/audit-events.ts';

const key = (event_key: string) => ({ recording_sid: 'RE', event_key });

async function* streamOf<T>(elements: readonly T[]) {
  yield* elements;
}

interface Place {
  readonly id: number;
  readonly inArchive: boolean;
  readonly inTable: boolean;
  readonly lateBy: number;
}

/** Events in order, ten per window. A late event is in the file `lateBy` windows after its own. */
const archivedOf = (places: readonly Place[]) => {
  const windowOf = ({ id, lateBy }: Place) => Math.floor(id / 10) + lateBy;
  return places
    .filter(place => place.inArchive)
    .sort((a, b) => windowOf(a) - windowOf(b) || a.id - b.id)
    .map(place => ({ item: key(textOf(place.id)), inOrder: place.lateBy === 0 }));
};

const textOf = (id: number) => String(id).padStart(4, '0');

describe('pairing events with items', () => {
  test('returns each event and each item exactly once, together where they match, also when one comes late', async () => {
    const place = fc.record({ inArchive: fc.boolean(), inTable: fc.boolean(), lateBy: fc.nat({ max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 60 }), async drawn => {
        const places = drawn.map((one, id) => ({ ...one, id }));
        const items = places.filter(({ inTable }) => inTable).map(({ id }) => key(textOf(id)));
        const pairs = await all(pairEvents(streamOf(archivedOf(places)), streamOf(items.sort(compareItems))));
        const seen = pairs
          .map(({ archived, stored }) => `${(archived?.item ?? stored)?.event_key} ${!!archived} ${!!stored}`)
          .sort();
        const expected = places
          .filter(({ inArchive, inTable }) => inArchive || inTable)
          .map(({ id, inArchive, inTable }) => `${textOf(id)} ${inArchive} ${inTable}`);
        expect(seen).toEqual(expected);
      }),
    );
  });
});
