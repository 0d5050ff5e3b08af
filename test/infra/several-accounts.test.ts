import { describe, expect, test } from 'vitest';
import { MOST_ACCOUNTS } from '../../lib/config/accounts/twilio-accounts.ts';
import {
  ACCOUNT_SID,
  actionsOf,
  asText,
  type FunctionProperties,
  functions,
  ofType,
  type Resource,
  resourcesOf,
  statementsOf,
  synthesize,
} from './synthesized.ts';

const sid = (digit: string) => `AC${digit.repeat(32)}`;
const attach = (digit: string) => ({ workspaceSid: `WS${digit.repeat(32)}`, secretName: `attach/${digit}` });
const account = (digit: string) => ({
  accountSid: sid(digit),
  twilioSecretName: `twilio/${digit}`,
  attachUrlProvider: attach(digit),
});
const ROOT = { ...account('0'), accountSid: ACCOUNT_SID, label: 'Support', root: true };
const SHARED = { bucketName: 'recordings', createBucket: true, alarmEmail: 'ops@example.com', auditReadTrail: true };
const several = synthesize({ ...SHARED, accounts: [ROOT, account('b'), account('c')] });
const { label: _, root: __, ...single } = ROOT;
const one = synthesize({ ...SHARED, ...single });

/** All SIDs of accounts, secrets and tables that a text names. */
const namedAccounts = (text: string): string[] =>
  [ACCOUNT_SID, sid('b'), sid('c')].filter(
    accountSid =>
      text.includes(`${accountSid}/RE*`) ||
      text.includes(accountSid === ACCOUNT_SID ? 'secret:twilio/0-' : `secret:twilio/${accountSid.at(-1)}-`) ||
      text.includes(accountSid === ACCOUNT_SID ? '<RecordingsCatalog.Arn>' : `<RecordingsCatalog${accountSid}.Arn>`),
  );
const environment = (fn: Resource<FunctionProperties>) => fn.Properties.Environment.Variables;
const ofAccounts = functions(several).filter(([, fn]) => /^AC/.test(String(environment(fn)['ACCOUNT_SID'] ?? '')));

describe('a deployment with several Twilio accounts', () => {
  test('gives each account a url-provider, a twilio-events and a media-attacher that know its SID only', () => {
    const sids = ofAccounts.map(([, fn]) => environment(fn)['ACCOUNT_SID']);
    for (const accountSid of [ACCOUNT_SID, sid('b'), sid('c')])
      expect(sids.filter(found => found === accountSid)).toHaveLength(3);
  });

  test('lets no function of one account read recordings, secret or catalog of another one', () => {
    for (const [, fn] of ofAccounts) {
      const resources = statementsOf(several, fn).flatMap(resourcesOf).join(' ');
      const own = String(environment(fn)['ACCOUNT_SID']);
      expect(namedAccounts(resources)).toEqual(namedAccounts(resources).length === 0 ? [] : [own]);
    }
    const urlProviders = ofAccounts.filter(([, fn]) => environment(fn)['TOKEN_CACHE_SECONDS'] !== undefined);
    expect(urlProviders).toHaveLength(3);
    for (const [, fn] of urlProviders) {
      const objects = statementsOf(several, fn).filter(statement => actionsOf(statement).includes('s3:GetObject'));
      expect(namedAccounts(objects.flatMap(resourcesOf).join(' '))).toEqual([environment(fn)['ACCOUNT_SID']]);
    }
  });

  test('lets each catalog-writer write the catalog of one account, into which only this account’s callbacks lead', () => {
    const writers = functions(several).filter(([id]) => id.includes('CatalogWriter'));
    const tables = writers.map(([, fn]) => asText(environment(fn)['RECORDINGS_TABLE']));
    expect(new Set(tables)).toEqual(
      new Set(['<RecordingsCatalog>', `<RecordingsCatalog${sid('b')}>`, `<RecordingsCatalog${sid('c')}>`]),
    );
    const queues = ofAccounts.flatMap(([, fn]) => asText(environment(fn)['CALL_EVENTS_QUEUE_URL'] ?? '') || []);
    expect(new Set(queues)).toEqual(new Set(['<CallEvents>', `<CallEvents${sid('b')}>`, `<CallEvents${sid('c')}>`]));
  });

  test('chooses the function by the path alone', () => {
    const routes = ofType<{ RouteKey: string; Target: unknown }>(several, 'AWS::ApiGatewayV2::Route');
    const keys = routes.map(([, { Properties }]) => Properties.RouteKey);
    const ends = ['POST /twilio/event-streams', 'POST /twilio/recording-status', 'POST /twilio/task-events'];
    const under = (prefix: string) => ['GET /sec_rec', ...ends].map(route => route.replace('/', `${prefix}/`));
    expect(keys.toSorted()).toEqual(
      ['GET /', ...under(''), ...under(`/accounts/${sid('b')}`), ...under(`/accounts/${sid('c')}`)].toSorted(),
    );
  });

  test('names the role that signs each account’s links to the reader of the access log', () => {
    const reader = functions(several).find(([id]) => id.startsWith('AccessLogReader'))?.[1];
    const signers = JSON.parse(asText(reader && environment(reader)['LINK_SIGNERS']));
    expect(Object.keys(signers)).toEqual([ACCOUNT_SID, sid('b'), sid('c')]);
    expect(new Set(Object.values(signers)).size).toBe(3);
    expect(reader && environment(reader)).not.toHaveProperty('LINK_SIGNER_ARN');
  });

  test('counts in metrics of the stack, and has alarms for the functions and queues of each account that name it', () => {
    interface Alarm {
      readonly AlarmDescription: unknown;
      readonly Namespace?: string;
      readonly Dimensions?: readonly { readonly Name: string }[];
    }
    const alarms = (deployed: typeof one) =>
      ofType<Alarm>(deployed, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const ofStack = (list: readonly Alarm[]) =>
      list.filter(({ Dimensions = [] }) => Dimensions.some(({ Name }) => Name === 'stack'));
    expect(ofStack(alarms(several))).toEqual(ofStack(alarms(one)));
    const about = (text: string) =>
      alarms(several).filter(({ AlarmDescription }) => JSON.stringify(AlarmDescription).includes(text));
    expect(about(`Twilio account Support (${ACCOUNT_SID}): `).length).toBeGreaterThan(8);
    for (const digit of ['b', 'c']) {
      expect(about(`Twilio account ${sid(digit)}: `)).toHaveLength(about('Twilio account Support').length);
    }
  });

  test('keeps all resources of the deployment with one account that became its root account', () => {
    const [before, after] = [one, several].map(({ resources }) => resources);
    const changed = Object.entries(before ?? {}).filter(([id, { Type }]) => after?.[id]?.Type !== Type);
    expect(changed).toEqual([]);
    expect(after?.['RecordingsCatalog']).toEqual(before?.['RecordingsCatalog']);
  });

  test('has outputs of each account whose names end with its SID, and says which accounts there are', () => {
    expect(several.outputs['TwilioAccounts']?.Value).toBe([ACCOUNT_SID, sid('b'), sid('c')].join(' '));
    expect(several.outputs['RootTwilioAccount']?.Value).toBe(ACCOUNT_SID);
    expect(one.outputs).not.toHaveProperty('TwilioAccounts');
    for (const name of ['UrlProviderUrl', 'RecordingsTableName', 'RecordingKeys', 'TaskEventsCallbackUrl']) {
      expect(
        Object.keys(several.outputs)
          .filter(output => output.startsWith(name))
          .toSorted(),
      ).toEqual(['', sid('b'), sid('c')].map(suffix => `${name}${suffix}`).toSorted());
    }
  });

  test('fits into a stack, and into the sizes of the managed policies, with the most accounts', () => {
    const most = ['a', 'b', 'c', 'd', 'e'].slice(0, MOST_ACCOUNTS).map(account);
    const full = synthesize({ ...SHARED, accounts: most });
    expect(most).toHaveLength(MOST_ACCOUNTS);
    // CloudFormation's limit.
    expect(Object.keys(full.resources).length).toBeLessThan(500);
    for (const [, { Properties }] of ofType<{ PolicyDocument: unknown }>(full, 'AWS::IAM::ManagedPolicy')) {
      // IAM's limit. The name of each table or bucket takes the place of a reference.
      const text = JSON.stringify(Properties.PolicyDocument).replaceAll(
        /\{"(?:Ref|Fn::GetAtt)":[^}]*\}/g,
        'arn:aws:dynamodb:eu-central-1:123456789012:table/FlexSecurePlayback-RecordingsCatalog-0123456789AB',
      );
      expect(text.replaceAll(/"Fn::Join":\["",|\s/g, '').length).toBeLessThan(6_144);
    }
  });
});
