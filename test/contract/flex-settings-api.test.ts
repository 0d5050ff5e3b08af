import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEventSinks } from '../../bin/flex/event-streams.ts';
import { awaitTwilio, twilioClient } from '../../bin/flex/twilio-client.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';
import {
  describedAccount,
  describedConfiguration,
  describedSinks,
  describedWorkspace,
} from '../support/flex-description.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const WORKSPACE = `WS${'7'.repeat(32)}`;
const CONFIGURATION = '/v1/Configuration';
const CALLBACK = 'https://api.example.com/twilio/x#rc=5&rp=5xx,ct,rt';

let stub: TwilioStub;
beforeAll(async () => {
  stub = await startTwilioStub({ accountSid: ACCOUNT, log: () => {} });
});
afterAll(() => stub.close());

const ask = async (path: string, init: RequestInit & { user?: string; password?: string } = {}) => {
  const { user = ACCOUNT, password = stub.account.authToken, ...request } = init;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const response = await fetch(stub.url + path, { ...request, headers: { authorization, ...request.headers } });
  return { status: response.status, body: await response.json() };
};
/** Twilio's own library, with the account's auth token or its API key. */
const library = (kind: 'auth token' | 'API key') =>
  twilioClient(
    kind === 'API key'
      ? { accountSid: ACCOUNT, user: stub.account.apiKeySid, password: stub.account.apiKeySecret }
      : { accountSid: ACCOUNT, user: ACCOUNT, password: stub.account.authToken },
    stub.url,
  );

describe('the stub of Flex, TaskRouter and accounts answers as the API description says', () => {
  test.each([
    ['the Flex configuration', CONFIGURATION, describedConfiguration],
    ['the workspace', `/v1/Workspaces/${WORKSPACE}`, describedWorkspace],
    ['the account', `/2010-04-01/Accounts/${ACCOUNT}.json`, describedAccount],
  ])('for %s', async (_, path, description) => {
    const { status, body } = await ask(path);
    expect([status, description.safeParse(body).error]).toEqual([200, undefined]);
  });

  test('for sinks of Event Streams, page by page, which its library reads', async () => {
    const sinks = [1, 2, 3].map(digit => `DG${String(digit).repeat(32)}`);
    for (const sid of sinks)
      await fetch(`${stub.url}/__sinks`, { method: 'POST', body: JSON.stringify({ sid, destination: CALLBACK }) });
    const first = await ask('/v1/Sinks?PageSize=2');
    expect([first.status, describedSinks.safeParse(first.body).error]).toEqual([200, undefined]);
    const listed = await library('API key').events.v1.sinks.list({ pageSize: 2 });
    expect(listed.map(({ sid }) => sid)).toEqual(sinks);
    expect((await readEventSinks(library('API key')))?.[0]).toEqual({
      sid: sinks[0],
      destination: CALLBACK,
      method: 'POST',
      status: 'active',
    });
    const refused = twilioClient({ accountSid: ACCOUNT, user: ACCOUNT, password: 'wrong' }, stub.url);
    expect(await readEventSinks(refused)).toBeUndefined();
  });

  test('for changed settings, which it keeps', async () => {
    const client = library('API key');
    const workspace = client.taskrouter.v1.workspaces(WORKSPACE);
    await workspace.update({ eventsFilter: 'task.created,task.updated' });
    await workspace.update({ eventCallbackUrl: CALLBACK });
    await client.flexApi.v1.configuration().update({ account_sid: ACCOUNT, call_recording_webhook_url: CALLBACK });
    expect(await workspace.fetch()).toMatchObject({
      eventsFilter: 'task.created,task.updated',
      eventCallbackUrl: CALLBACK,
    });
    expect(await client.flexApi.v1.configuration().fetch()).toMatchObject({ callRecordingWebhookUrl: CALLBACK });
    expect(describedWorkspace.safeParse((await ask(`/v1/Workspaces/${WORKSPACE}`)).body).error).toBeUndefined();
    expect(describedConfiguration.safeParse((await ask(CONFIGURATION)).body).error).toBeUndefined();
  });

  test('refuses wrong credentials, and an API key for the account', async () => {
    expect(await ask(CONFIGURATION, { password: 'wrong' })).toMatchObject({ status: 401, body: { code: 20003 } });
    const account = library('API key').api.v2010.accounts(ACCOUNT).fetch();
    await expect(awaitTwilio('the account', account)).rejects.toThrow(/refuses the credentials.*status 401/);
    expect(await library('auth token').api.v2010.accounts(ACCOUNT).fetch()).toMatchObject({ status: 'active' });
  });

  test.each([
    ['a configuration of no account', CONFIGURATION, { call_recording_webhook_url: CALLBACK }],
    ['a webhook that is no address', CONFIGURATION, { account_sid: ACCOUNT, call_recording_webhook_url: 'here' }],
    ['a setting that no program changes', CONFIGURATION, { account_sid: ACCOUNT, crm_enabled: true }],
  ])('refuses %s', async (_, path, body) => {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    expect(await ask(path, request)).toMatchObject({ status: 400, body: { code: 20001 } });
  });

  test.each([{ EventCallbackUrl: 'here' }, { EventsFilter: 'task created' }, { FriendlyName: 'x' }])(
    'refuses to set %j in a workspace',
    async fields => {
      const request = { method: 'POST', body: new URLSearchParams(Object.entries(fields) as [string, string][]) };
      expect((await ask(`/v1/Workspaces/${WORKSPACE}`, request)).status).toBe(400);
    },
  );

  test('answers 404 for another workspace', async () => {
    expect((await ask(`/v1/Workspaces/WS${'8'.repeat(32)}`)).status).toBe(404);
  });
});
