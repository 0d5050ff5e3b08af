import { describe, expect, test } from 'vitest';
import { buildApp } from '../../lib/playback-app.ts';
import { asText, EVERYTHING, functions, KMS_KEY_ARN, MINIMAL, synthesize } from './synthesized.ts';

/** A configuration of this many different keys. */
const keys = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`CR${String(index).padStart(32, '0')}`, KMS_KEY_ARN]),
  );
const build = (playback: Record<string, unknown>) => () =>
  buildApp({ playback: { ...MINIMAL, ...playback }, checkTemplate: false });

describe("a function's environment", () => {
  const everything = synthesize(EVERYTHING);

  test.each(functions(everything))(
    'of %s fits into what Lambda allows, with the longest names',
    (_, { Properties }) => {
      const deployed = Object.entries(Properties.Environment.Variables).map(([name, value]) => [
        name,
        asText(value).replaceAll(/<[^>]+>/g, 'x'.repeat(100)),
      ]);
      expect(Buffer.byteLength(JSON.stringify(Object.fromEntries(deployed)))).toBeLessThan(4_096);
    },
  );

  test('fits with 20 keys for encrypted recordings', () => {
    expect(build({ encryptionKeys: keys(20) })).not.toThrow();
  });

  test('fails synthesis with 40 keys; the message names the sizes and the setting to change', () => {
    expect(build({ encryptionKeys: keys(40) })).toThrow(
      /The configuration has a problem:\n {2}- the media function's environment takes up to 5\d\d\d bytes and Lambda allows 4096 \(ENCRYPTION_KEYS 4\d\d\d, .*encryptionKeys/,
    );
  });

  test('is checked for every function: the message names all that are too large', () => {
    const allowedOrigins = Array.from({ length: 200 }, (_, index) => `https://flex-${index}.example.com`);
    expect(build({ delivery: 'stream', allowedOrigins })).toThrow(/the media function's environment/);
    expect(build({ encryptionKeys: keys(120) })).toThrow(
      /2 problems:\n {2}- the url-provider function.*PUBLIC_KEY_SIDS.*\n {2}- the media function/,
    );
  });
});
