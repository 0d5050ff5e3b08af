import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { eventAt } from '../support/audit-events.ts';
import { overflowOf, violations } from '../support/axe.ts';
import { type DeskPage, openDeskPage } from '../support/desk-page.ts';
import { administratorDynamoDb, askFor, failAws, healAll } from '../support/playback-client.ts';
import { openPlayerPage } from '../support/player-page.ts';
import { browser, stack, useStackAndBrowser } from '../support/player-suite.ts';

const SUPPORT_CALL = demoSid('RE', 'support-call');
const HOSTILE = `<img src=x onerror="document.title='run'">\u202e<script>document.title='run'</script>`;
const HEARD_RECORDING = `RE${'d'.repeat(32)}`;
const HOSTILE_RECORDING = `RE${'e'.repeat(32)}`;

useStackAndBrowser();

let desk: DeskPage;
beforeAll(async () => {
  const { tokens, tables } = stack.description;
  await askFor(stack.description, SUPPORT_CALL, tokens.supervisor);
  await askFor(stack.description, SUPPORT_CALL, tokens.otherAgent);
  const client = administratorDynamoDb(stack.description);
  const hostile = {
    ...eventAt('2026-11-01T10:00:00.000Z', { recording_sid: HOSTILE_RECORDING }),
    ...{ event: HOSTILE, realm_user_id: HOSTILE, source_ip: HOSTILE, user_agent: HOSTILE, reason: HOSTILE },
    ...{ policy_ids: [HOSTILE], before: { [HOSTILE]: HOSTILE }, [HOSTILE]: HOSTILE },
  };
  const issued = eventAt('2026-11-02T10:00:00.000Z', { recording_sid: HEARD_RECORDING, delivery: 'stream' });
  const heard = eventAt('2026-11-02T10:10:00.000Z', {
    ...{ recording_sid: HEARD_RECORDING, event: 'media_heard', delivery: 'stream', link_event_id: issued.event_id },
    ...{ first_at: issued.occurred_at, last_at: issued.occurred_at, requests: 3, bytes: 9, object_bytes: 20 },
    ...{
      heard_seconds: 21,
      recording_seconds: 40,
      heard_ranges: [
        [0, 9],
        [20, 32],
      ] as const,
    },
  });
  for (const item of [hostile, issued, heard])
    await client.send(new PutItemCommand({ TableName: tables.audit, Item: marshall(item) }));
  client.destroy();
});
beforeEach(async () => {
  desk = await openDeskPage(browser, stack.description.desk);
});
afterEach(async () => {
  await healAll(stack.description);
  await desk.close();
});

describe("the auditor's desk", () => {
  test('opens from the player page, takes the token out of its address, and can be loaded again', async () => {
    const player = await openPlayerPage(browser, stack.description.player);
    const [page] = await Promise.all([player.context.waitForEvent('page'), player.page.locator('#desk').click()]);
    await page.locator('.event').first().waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.reload();
    await page.locator('.event').first().waitFor();
    await player.close();
  });

  test('in a tab without the token shows no data, and says what to do', async () => {
    const other = await desk.context.newPage();
    await other.goto(new URL('/', stack.description.desk).href);
    await other.locator('#problem:not([hidden])').waitFor();
    expect(await other.locator('#problem').innerText()).toContain('Open the address that "audit desk" printed');
    expect(await other.locator('.event').count()).toBe(0);
  });

  test('finds a recording by its SID, only denials, and a person by e-mail address', async () => {
    await desk.search({ q: SUPPORT_CALL });
    expect(await desk.shown()).toEqual([
      expect.stringMatching(/^nele\.brandt@example\.com\s+was denied$/),
      expect.stringMatching(/^susan\.ortiz@example\.com\s+got a link$/),
    ]);
    await desk.page.locator('input[value=denials]').check();
    await desk.search({ q: SUPPORT_CALL });
    expect(await desk.shown()).toHaveLength(1);
    await desk.page.locator('input[value=denials]').uncheck();
    await desk.search({ q: 'susan.ortiz@example.com' });
    expect(await desk.shown()).toEqual([expect.stringMatching(new RegExp(`^got a link\\s+${SUPPORT_CALL}$`))]);
    expect(desk.problems).toEqual([]);
  });

  test('shows the deciding policy in words and its text, by the keyboard alone', async () => {
    await desk.search({ q: SUPPORT_CALL });
    const { page } = desk;
    await page.locator('#q').focus();
    const focusedText = () => page.evaluate<string>('document.activeElement.innerText ?? ""');
    const tabTo = async (text: string) => {
      do await page.keyboard.press('Tab');
      while (!(await focusedText()).includes(text));
      await page.keyboard.press('Enter');
    };
    await tabTo('a policy permits it');
    await tabTo('Policy supervisors-and-admins');
    await page.locator('.policy-words').waitFor();
    expect(await page.locator('.policy-words').innerText()).toContain(
      'Supervisors and admins may play every recording',
    );
    expect(await page.locator('.policy-body pre').innerText()).toContain('@id("supervisors-and-admins")');
    expect(await page.locator('.policy-body').innerText()).toContain('This is the text that decided');
  });

  test('goes back to the search before, and follows a link to a person', async () => {
    await desk.search({ q: SUPPORT_CALL });
    await desk.page.locator('.event.bad a.name').click();
    await desk.page.locator('.event .sid').first().waitFor();
    expect(await desk.page.locator('#q').inputValue()).toBe('nele.brandt@example.com');
    await desk.page.goBack();
    await desk.page.locator('.event.bad a.name').waitFor();
    expect(await desk.page.locator('#q').inputValue()).toBe(SUPPORT_CALL);
  });

  test('draws what was heard over the length of the recording, and says what is only an upper limit', async () => {
    await desk.search({ q: HEARD_RECORDING });
    await desk.page.locator('#heard .bar').first().waitFor();
    const links = await desk.page.locator('#heard .link').allInnerTexts();
    expect(links[0]).toContain('heard 0:21 of 0:40 (52 %)');
    expect(await desk.page.locator('#heard .bar').getAttribute('aria-label')).toBe('heard: 0:00–0:09, 0:20–0:32');
    const parts = await desk.page
      .locator('#heard .bar span')
      .evaluateAll((spans: { style: { cssText: string } }[]) => spans.map(({ style }) => style.cssText));
    expect(parts).toEqual(['left: 0%; width: 22.5%;', 'left: 50%; width: 30%;']);
    await desk.search({ q: SUPPORT_CALL });
    await desk.page.locator('#heard .link').first().waitFor();
    expect(await desk.page.locator('#heard').innerText()).toContain('still open');
    await desk.search({ q: `RE${'9'.repeat(32)}` });
    await desk.page.locator('#heard:has-text("Neither the trail nor the catalog knows")').waitFor();
  });

  test('verifies the trail at the press of a button', async () => {
    await desk.page.locator('#chain > summary').click();
    await desk.page.locator('#verify').click();
    await desk.page.locator('#chain-status:is(.verified, .trouble)').waitFor();
    expect(await desk.page.locator('#chain-status').innerText()).toMatch(/erified/);
    expect(await violations(desk.page)).toEqual([]);
  });

  test('saves the evidence report, CSV and JSON of a search', async () => {
    await desk.search({ q: SUPPORT_CALL });
    for (const [button, name] of [
      ['#save-report', /^evidence-.*\.html$/],
      ['#save-csv', /^audit-events\.csv$/],
      ['#save-json', /^audit-events\.json$/],
    ] as const) {
      const [saved] = await Promise.all([desk.page.waitForEvent('download'), desk.page.locator(button).click()]);
      expect(saved.suggestedFilename()).toMatch(name);
    }
    expect(desk.problems).toEqual([]);
  });

  test('shows hostile text as text', async () => {
    await desk.search({ q: HOSTILE_RECORDING });
    await desk.page.locator('.event summary').click();
    await desk.page.locator('.policy-text summary').click();
    await desk.page.locator('.policy-body p').waitFor();
    const text = await desk.page.locator('.event').innerText();
    expect(text).toContain('<script>document.title=');
    expect(await desk.page.locator('.event img, .event script').count()).toBe(0);
    expect(await desk.page.title()).toBe("Auditor's desk");
    expect(desk.problems).toEqual([]);
  });

  test('says what failed when AWS limits the requests, and works after "Try again"', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'Query', fault: 'throttle', count: 200 });
    await desk.search({ q: SUPPORT_CALL });
    expect(await desk.page.locator('#problem').innerText()).toContain('limits the number of requests');
    await healAll(stack.description);
    await desk.page.locator('#problem button').click();
    await desk.page.locator('.event').first().waitFor();
    expect(await desk.page.locator('#problem').isHidden()).toBe(true);
  });
});

describe.each(['light', 'dark'] as const)("the auditor's desk in the %s colour scheme", colorScheme => {
  test.each([1280, 360])('has no flaw that axe knows of, at %d pixels', async width => {
    await desk.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await desk.page.setViewportSize({ width, height: 900 });
    await desk.search({ q: SUPPORT_CALL });
    await desk.page.locator('.event.bad summary').first().click();
    expect(await violations(desk.page)).toEqual([]);
    expect(await overflowOf(desk.page)).toBe(0);
    await desk.search({ q: 'nobody' });
    expect(await desk.page.locator('#problem').innerText()).toContain('nothing that can be searched for');
    expect(await violations(desk.page)).toEqual([]);
    expect(await overflowOf(desk.page)).toBe(0);
  });
});
