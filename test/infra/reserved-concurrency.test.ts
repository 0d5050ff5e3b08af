import { describe, expect, test } from 'vitest';
import { EVERYTHING, functions, MINIMAL, synthesize } from './synthesized.ts';

const minimal = synthesize(MINIMAL);
const everything = synthesize(EVERYTHING);

describe('reserved concurrency', () => {
  const configured = synthesize({ ...MINIMAL, reservedConcurrency: { 'audit-digest': 1, media: 7 } });
  const none = synthesize({ ...MINIMAL, reservedConcurrency: {} });
  const reservedOf = (synthesized: typeof minimal) =>
    Object.fromEntries(
      functions(synthesized).map(([id, { Properties }]) => [
        /^[A-Z][a-z]+[A-Z][a-z]+/.exec(id)?.[0],
        Properties.ReservedConcurrentExecutions,
      ]),
    );

  test('is reserved for the url-provider and twilio-events by default, and for no other function', () => {
    expect(reservedOf(everything)).toEqual({
      UrlProvider: 100,
      TwilioEvents: 100,
      CatalogWriter: undefined,
      MediaAttacher: undefined,
      StreamedDelivery: undefined,
      AuditDigest: undefined,
      AuditVerifier: undefined,
      PolicyRecorder: undefined,
    });
  });

  test.each([
    [minimal, 100],
    [everything, 200],
  ])('is explained at synthesis with the quota that the account needs (case %#)', (synthesized, reserved) => {
    expect(synthesized.notes).toEqual([
      expect.stringContaining(`reserves ${reserved} of the account's concurrent Lambda executions`),
    ]);
    expect(synthesized.notes[0]).toContain(`a quota of ${reserved + 100} in this region`);
  });

  test('is reserved as configured; an empty object reserves nothing', () => {
    const others = { UrlProvider: undefined, AuditVerifier: undefined, PolicyRecorder: undefined };
    expect(reservedOf(configured)).toEqual({ ...others, AuditDigest: 1 });
    expect(configured.notes).toEqual([expect.stringContaining('a quota of 101 in')]);
    expect([reservedOf(none), none.notes]).toEqual([{ ...others, AuditDigest: undefined }, []]);
  });
});
