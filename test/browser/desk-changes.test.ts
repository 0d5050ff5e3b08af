import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { policiesDeployed } from '../../lambda/domain/audit/events/policies-event.ts';
import { ruleEvent } from '../../lambda/domain/audit/events/rule-event.ts';
import { violations } from '../support/axe.ts';
import { type DeskPage, openDeskPage } from '../support/desk-page.ts';
import { administratorDynamoDb } from '../support/playback-client.ts';
import { browser, stack, useStackAndBrowser } from '../support/player-suite.ts';

const HELD_RECORDING = `RE${'c'.repeat(32)}`;
const OPERATOR = 'arn:aws:iam::123456789012:user/eve';
const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const at = (minute: string) => new Date(`2026-11-03T10:${minute}:00.000Z`);

const hold = (held: boolean, minute: string) =>
  ruleEvent({
    ...{ event: 'hold_changed', recordingSid: HELD_RECORDING, operator: OPERATOR, reason: 'case 12' },
    ...{ eventId: `hold-00${minute}`, occurredAt: at(minute), tool: 'catalog set', requestId: 'set-1' },
    ...{ before: { held: !held }, after: { held }, hold: { s3Hold: 'no_object_lock', versions: [] } },
  });
const deployed = policiesDeployed({ stackId: 'arn:stack', requestId: 'r', before: OLD, after: NEW }, at('30'));

useStackAndBrowser();

let desk: DeskPage;
beforeAll(async () => {
  const client = administratorDynamoDb(stack.description);
  for (const item of [hold(true, '00'), hold(false, '10'), deployed])
    await client.send(new PutItemCommand({ TableName: stack.description.tables.audit, Item: marshall(item) }));
  client.destroy();
});
beforeEach(async () => {
  desk = await openDeskPage(browser, stack.description.desk);
});
afterEach(() => desk.close());

test('the desk says who set and who lifted a hold, and that S3 does not protect the recording', async () => {
  await desk.search({ q: HELD_RECORDING });
  expect(await desk.shown()).toEqual([
    expect.stringMatching(/user\/eve\s+lifted a legal hold$/),
    expect.stringMatching(/user\/eve\s+set a legal hold$/),
  ]);
  const lifted = await desk.page.locator('.event').first().innerText();
  expect(lifted).toMatch(/held\s+true → false/);
  expect(lifted).toContain('not protected by S3: the bucket has no Object Lock');
  expect(await violations(desk.page)).toEqual([]);
});

test('the desk shows a deployment of policies with both sets, and where to find who deployed', async () => {
  await desk.search({ q: 'policies' });
  expect(await desk.shown()).toEqual([expect.stringMatching(/^unknown: see CloudTrail\s+policies deployed/)]);
  expect(await desk.page.locator('.event').first().innerText()).toContain(`${OLD} → ${NEW}`);
});
