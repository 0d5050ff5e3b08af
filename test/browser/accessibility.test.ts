import { describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { overflowOf, violations } from '../support/axe.ts';
import { openPlayerPage } from '../support/player-page.ts';
import { browser, stack, useStackAndBrowser } from '../support/player-suite.ts';

const SUPPORT_CALL = demoSid('RE', 'support-call');
useStackAndBrowser();

describe.each(['light', 'dark'] as const)('the player page in the %s colour scheme', colorScheme => {
  test.each([
    ['supervisor', 'link_issued', 1280],
    ['supervisor', 'link_issued', 360],
    ['otherAgent', 'denied', 1280],
  ] as const)('has no flaw that axe knows of, asked as %s (%s) at %d pixels', async (user, event, width) => {
    const player = await openPlayerPage(browser, stack.description.player);
    await player.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await player.page.setViewportSize({ width, height: 900 });
    await player.choose(user, SUPPORT_CALL);
    await player.pressPlay();
    await player.page.locator(`#trail [data-event=${event}]`).first().waitFor();
    await player.page
      .locator(user === 'supervisor' ? '#wave-canvas canvas' : '#refusal')
      .first()
      .waitFor();
    expect(await violations(player.page)).toEqual([]);
    expect(await overflowOf(player.page)).toBe(0);
    await player.close();
  });
});
