import { describe, expect, test } from 'vitest';
import { parseAccessLogReaderConfig } from '../../lambda/access-log-reader/config.ts';
import { parseUrlProviderConfig } from '../../lambda/url-provider/config.ts';
import {
  ACCOUNT_SID,
  actionsOf,
  asText,
  EVERYTHING,
  functions,
  MINIMAL,
  ofType,
  resourcesOf,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const OTHER = ['2024/{accountSid}/{recordingSid}', 'moved/{recordingSid}.wav'];
const TRIED = '{accountSid}/{recordingSid}';
const synthesized = synthesize({ ...EVERYTHING, objectKeys: [TRIED], otherObjectKeys: OTHER });
const existing = synthesize({ ...MINIMAL, bucketRegion: 'eu-central-1', otherObjectKeys: OTHER });

const functionOf = (prefix: string) => {
  const fn = functions(synthesized).find(([id]) => id.startsWith(prefix))?.[1];
  if (!fn) throw new Error(`there is no function ${prefix}…`);
  return fn;
};
const readableKeys = (prefix: string) =>
  statementsOf(synthesized, functionOf(prefix))
    .filter(grant => actionsOf(grant).includes('s3:GetObject'))
    .flatMap(resourcesOf)
    .map(resource => resource.replace('<Recordings.Arn>/', ''));
const environmentOf = (prefix: string) =>
  Object.fromEntries(
    Object.entries(functionOf(prefix).Properties.Environment.Variables).map(([name, value]) => [name, asText(value)]),
  );

describe('the keys that are not tried', () => {
  test.each(['UrlProvider', 'StreamedDeliveryMedia'])('can be read by %s, for recordings only', prefix => {
    const [tried, year, moved] = [`${ACCOUNT_SID}/RE*`, `2024/${ACCOUNT_SID}/RE*`, 'moved/RE*.wav'];
    expect(readableKeys(prefix).sort()).toEqual([tried, year, moved].sort());
  });

  test('cannot be read by the verifier, and their objects do not start it: new recordings are under the others', () => {
    expect(readableKeys('StreamedDeliveryVerifier')).toEqual([`${ACCOUNT_SID}/RE*`]);
    const rules = ofType<{ EventPattern: object }>(synthesized, 'AWS::Events::Rule');
    const patterns = JSON.stringify(rules.map(([, { Properties }]) => Properties.EventPattern));
    expect(patterns).toContain(`${ACCOUNT_SID}/RE*`);
    expect(patterns).not.toContain('2024');
  });

  test('are known to the url-provider and to the reader of the access log', () => {
    const shared = { AWS_REGION: 'eu-central-1', LAMBDA_TASK_ROOT: '/var/task' };
    expect(parseUrlProviderConfig({ ...shared, ...environmentOf('UrlProvider') })).toMatchObject({
      objectKeys: [TRIED],
      otherObjectKeys: OTHER,
    });
    const reader = parseAccessLogReaderConfig({ ...shared, ...environmentOf('AccessLogReader') });
    expect(reader.objectKeys).toEqual([TRIED, ...OTHER]);
  });

  test('are in the outputs, with the address of the bucket in its region', () => {
    const output = (name: string, of = synthesized) => asText(of.outputs[name]?.Value);
    const keys = [TRIED, ...OTHER].map(key => key.replace('{accountSid}', ACCOUNT_SID));
    expect(output('RecordingKeys')).toBe(keys.join(' '));
    expect(output('RecordingsAddress')).toBe('https://<Recordings>.s3.<AWS::Region>.<AWS::URLSuffix>/');
    expect(output('RecordingsAddress', existing)).toBe('https://recordings.s3.eu-central-1.<AWS::URLSuffix>/');
  });
});
