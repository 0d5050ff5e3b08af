import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeployedStack } from '../../bin/doctor/deployed-stack.ts';
import { openExamination } from '../../bin/doctor/examination.ts';
import { alarms } from '../../bin/doctor/inside/alarms/alarms.ts';
import { type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';

/** The alarms that CloudWatch describes, by page. */
let pages: readonly (readonly string[])[];
let server: LoopbackServer;

const alarm = (name: string, state: string, enabled = true) =>
  `<member><AlarmName>${name.includes('-') ? name : `Flex-Alarm-${name}`}</AlarmName><ActionsEnabled>${enabled}</ActionsEnabled><StateValue>${state}</StateValue>
   <AlarmActions><member>arn:aws:sns:us-east-1:1:topic</member></AlarmActions><Dimensions><member><Name>stack</Name></member></Dimensions></member>`;

beforeAll(async () => {
  server = await listenOnLoopback(
    createServer(async (request, response) => {
      const page = Number(new URLSearchParams(await text(request)).get('NextToken') ?? 0);
      const next = page + 1 < pages.length ? `<NextToken>${page + 1}</NextToken>` : '';
      response.end(
        `<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms>${pages[page]?.join('')}</MetricAlarms>${next}</DescribeAlarmsResult></DescribeAlarmsResponse>`,
      );
    }),
  );
});
afterAll(() => server.close());

const check = () => {
  const options = { stack: 'Flex', endpoint: `http://127.0.0.1:${server.port}` };
  const stack: DeployedStack = { options, createdAt: undefined, outputs: new Map(), clients: {} as never };
  return alarms.run(
    openExamination({
      url: new URL('https://api.example.com/'),
      origins: ['https://flex.twilio.com'],
      ...{ stack, now: () => new Date(), lookup: async () => [] },
    }),
  );
};

test('alarms of all pages are counted', async () => {
  pages = [[alarm('1', 'OK')], [alarm('2', 'OK'), alarm('3', 'INSUFFICIENT_DATA')]];
  expect(await check()).toEqual({ state: 'green', found: '3, none in alarm' });
});

test('alarms that are in alarm are named, a few of them', async () => {
  pages = [['1', '2', '3', '4'].map(name => alarm(name, 'ALARM'))];
  expect(await check()).toMatchObject({
    state: 'yellow',
    found: 'in alarm: Flex-Alarm-1, Flex-Alarm-2, Flex-Alarm-3 and 1 more',
  });
});

test('alarms whose actions are switched off tell nobody', async () => {
  pages = [[alarm('1', 'OK'), alarm('2', 'OK', false)]];
  expect(await check()).toMatchObject({ state: 'yellow', found: '1 of 2 alarms tell nobody' });
});

test('alarms of another stack, whose name only begins alike, are not counted', async () => {
  pages = [[alarm('Flex-Test-Alarm-1', 'ALARM'), alarm('Flex-Alarm', 'ALARM')]];
  expect(await check()).toMatchObject({ state: 'red', found: 'no alarm has a name that begins with Flex-' });
});

test('CloudWatch that answers no XML leaves the check unmade', async () => {
  pages = [['<']];
  expect(await check()).toMatchObject({ state: 'not-checked' });
});
