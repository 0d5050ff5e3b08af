import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  type Check,
  isDateTime,
  isFiniteNumber,
  isFlag,
  isListOf,
  isMapWith,
  isSetOf,
  isText,
} from '../../../../../lambda/adapters/dynamodb/value-checks.ts';

/** The zod schemas that the checks must agree with. */
const ORACLES: readonly [name: string, check: Check<unknown>, schema: z.ZodMiniType][] = [
  ['a text', isText, z.string()],
  ['a number', isFiniteNumber, z.number()],
  ['a flag', isFlag, z.boolean()],
  ['a list of texts', isListOf(isText), z.array(z.string())],
  ['a set of texts', isSetOf(isText), z.object({ $SS: z.array(z.string()) })],
  ['a map', isMapWith({ iv: isText, length: isFiniteNumber }), z.object({ iv: z.string(), length: z.number() })],
];

const value = fc.oneof(
  fc.anything({ withSet: true, withMap: true, withBigInt: true, withDate: true }),
  fc.array(fc.string()),
  fc.record({ $SS: fc.array(fc.oneof(fc.string(), fc.anything())) }),
  fc.record({ $SS: fc.array(fc.string()) }),
  fc.record({ iv: fc.oneof(fc.string(), fc.anything()), length: fc.oneof(fc.double(), fc.anything()) }),
);

/** Times, and texts that are almost times. */
const digits = (max: number, length: number) => fc.integer({ min: 0, max }).map(n => String(n).padStart(length, '0'));
const nearlyDateTime = fc
  .tuple(digits(9999, 4), digits(13, 2), digits(32, 2), digits(25, 2), digits(61, 2), digits(61, 2))
  .chain(([year, month, day, hour, minute, second]) =>
    fc
      .constantFrom(`:${second}`, `:${second}.1`, `:${second}.123456`, '', `:${second}.`, ':1')
      .chain(end =>
        fc
          .constantFrom('Z', 'z', '+00:00', '', ' Z')
          .map(zone => `${year}-${month}-${day}T${hour}:${minute}${end}${zone}`),
      ),
  );

describe('the checks of attribute values', () => {
  test.each(ORACLES)('accept the same values as %s as zod does', (_, check, schema) => {
    fc.assert(
      fc.property(value, given => check(given) === schema.safeParse(given).success),
      {
        numRuns: 2_000,
      },
    );
  });

  test('accept the same times as zod does', () => {
    const schema = z.iso.datetime();
    fc.assert(
      fc.property(fc.oneof(nearlyDateTime, value), given => isDateTime(given) === schema.safeParse(given).success),
      { numRuns: 10_000 },
    );
    for (const day of ['2023-02-29', '2024-02-29', '1900-02-29', '2000-02-29', '2026-04-31']) {
      const moment = `${day}T10:00:00Z`;
      expect([moment, isDateTime(moment)]).toEqual([moment, schema.safeParse(moment).success]);
    }
  });
});
