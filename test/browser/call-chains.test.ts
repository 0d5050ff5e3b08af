import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPlayerPage } from '../support/player-page.ts';

let stack: LocalStack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startLocalStack({ attachUrlProvider: true, demoCalls: true }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

test('the page shows how a call of the start gets from its arrival to the agent who plays it', async () => {
  const player = await openPlayerPage(browser, stack.description.player);
  const { page } = player;
  const call = page.locator('#calls > li').first();
  for (const step of ['call', 'task', 'recording', 'attached']) {
    await call.locator(`[data-step=${step}][data-done=true]`).waitFor();
  }
  const recordingSid = (await call.getAttribute('data-recording')) ?? '';

  await player.choose('otherAgent', recordingSid);
  await player.pressPlay();
  await page.locator('#refusal').waitFor();
  await page.locator('#trail [data-event=denied]').first().waitFor();
  expect(await call.locator('[data-step=played]').getAttribute('data-done')).toBe('false');

  await player.choose('agent', recordingSid);
  const { duration } = await player.playingAfter(player.pressPlay);
  expect(duration).toBeGreaterThan(1);
  await call.locator('[data-step=played][data-done=true]').waitFor();
  expect(await call.locator('[data-step=played]').textContent()).toContain(DEMO_USERS.agent.name);
  // The browser itself reports the refusal.
  expect(player.problems).toEqual([expect.stringContaining('403')]);
  await player.close();
});
