import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { openPlayerPage, type PlayerPage } from '../support/player-page.ts';
import { browser, stack, useStackAndBrowser } from '../support/player-suite.ts';

const SUPPORT_CALL = demoSid('RE', 'support-call');
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

useStackAndBrowser();

/** Returns the violations that axe finds, as `rule: element`. */
const violations = async ({ page }: PlayerPage): Promise<string[]> => {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<AxeResult>('axe.run()');
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
};

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

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
    expect(await violations(player)).toEqual([]);
    const overflow = await player.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await player.close();
  });
});
