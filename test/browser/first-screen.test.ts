import { describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { violations } from '../support/axe.ts';
import { shownText } from '../support/player-page.ts';
import { browser, playAsSupervisor, player, stack, usePlayerPage } from '../support/player-suite.ts';
import { until } from '../support/until.ts';

const SUPPORT_CALL = demoSid('RE', 'support-call');
const COMPLAINT = demoSid('RE', 'complaint');
const DAMAGED_CALL = demoSid('RE', 'encrypted-damaged-call');
const ARCHIVED = demoSid('RE', 'archived-call');

usePlayerPage();

/** Where an element ends on the screen, pixels from the top of the window. */
const bottomOf = async (selector: string): Promise<number> => {
  const box = await player.page.locator(selector).boundingBox();
  return box ? box.y + box.height : Number.POSITIVE_INFINITY;
};

describe('the first screen', () => {
  test('has the play button above the fold on a notebook, with the audit trail beside it', async () => {
    await player.page.setViewportSize({ width: 1280, height: 800 });
    expect(await bottomOf('#play')).toBeLessThanOrEqual(800);
    expect(await bottomOf('#trail-title')).toBeLessThanOrEqual(800);
  });

  test('has the play button and a way to the audit trail in view on a telephone', async () => {
    await player.page.setViewportSize({ width: 390, height: 844 });
    expect(await bottomOf('#play')).toBeLessThanOrEqual(844);
    expect(await bottomOf('.to-trail')).toBeLessThanOrEqual(844);
    await player.page.locator('.to-trail').click();
    await until(
      () => bottomOf('#trail-title'),
      bottom => bottom > 0 && bottom <= 844,
    );
  });

  test("says whose call it is, and what the user's request will bring", async () => {
    const bar = () => shownText(player.page.locator('.ask-bar'));
    await player.choose('supervisor', SUPPORT_CALL);
    expect(await bar()).toMatch(/Call of Amir Haddad · Support · \d+ \w+ \d{4}, \d\d:\d\d\s+Allowed\./);
    await player.choose('supervisor', COMPLAINT);
    expect(await bar()).toContain('Denied: the recording is restricted');
  });

  test('folds the details of a request until they are asked for', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    const exchange = player.page.locator('.exchange', { hasText: 'recording_sid' }).first();
    expect(await shownText(exchange)).not.toContain('Request headers');
    await exchange.locator('summary').click();
    expect(await shownText(exchange)).toContain('Request headers');
  });

  test('names each channel at its row, and writes the time below the waveform', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    await player.page.locator('#legend .swatch').nth(1).waitFor();
    const [wave = 0, customer = 0, agent = 0] = await player.page.evaluate<number[]>(
      "[...document.querySelectorAll('#legend, #legend .swatch')].map(element => element.getBoundingClientRect().y)",
    );
    const rowPx = ((await player.page.locator('#wave').boundingBox())?.height ?? 0) / 2;
    expect(customer - wave).toBeLessThan(rowPx);
    expect(agent - wave).toBeGreaterThanOrEqual(rowPx);
    const marks = await player.page.locator('#ruler span').allInnerTexts();
    expect(marks).toEqual(['0:00', '0:05', '0:10']);
  });

  test('shows the choice and the waveform when the system forces its colours', async () => {
    await player.page.emulateMedia({ forcedColors: 'active' });
    await playAsSupervisor(SUPPORT_CALL);
    const outlineOf = (choice: string) =>
      player.page.evaluate(`getComputedStyle(document.querySelector('${choice}')).outlineStyle`);
    expect(await outlineOf('.people .choice:has(:checked)')).toBe('solid');
    expect(await outlineOf('.people .choice:not(:has(:checked))')).toBe('none');
    expect(
      await player.page.evaluate(
        "getComputedStyle(document.getElementById('wave-canvas')).getPropertyValue('--agent-played')",
      ),
    ).toBe('Highlight');
    expect(await violations(player.page)).toEqual([]);
  });
});

describe('what was said about one recording', () => {
  test('of a damaged one is that it is damaged, and not to press Play again', async () => {
    await player.choose('supervisor', DAMAGED_CALL);
    await player.pressPlay();
    const alert = player.page.locator('#media-trouble:not([hidden])');
    await alert.waitFor();
    expect(await shownText(alert)).toContain('This recording is damaged');
    expect(await shownText(alert)).not.toContain('Press Play again');
    expect(player.requests.filter(({ type, url }) => type === 'Fetch' && url.includes('/media/'))).toHaveLength(1);

    await player.choose('supervisor', SUPPORT_CALL);
    expect(await alert.count()).toBe(0);
    expect(await player.page.locator('#player').innerText()).not.toContain('damaged');
  });

  test('that was refused is gone when another one is chosen', async () => {
    await player.choose('supervisor', ARCHIVED);
    await player.pressPlay();
    const refusal = player.page.locator('#refusal');
    await refusal.waitFor();
    await player.choose('supervisor', SUPPORT_CALL);
    expect(await refusal.isVisible()).toBe(false);
  });
});

describe('a page that cannot load', () => {
  test.each([
    ['its script', '/page.js', '#loading', 'The script of this page has not loaded'],
    ['its data', '/model.json', '#load-trouble', 'The users and recordings could not be loaded'],
  ])('%s says so, and what to do', async (_what, path, place, text) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(`**${path}`, route => route.abort());
    await page.goto(stack.description.player);
    await page.locator(place).waitFor({ state: 'visible' });
    expect(await shownText(page.locator(place))).toContain(text);
    await context.close();
  });

  test('because scripts are switched off says so', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(stack.description.player);
    expect(await shownText(page.locator('.load-trouble').first())).toContain('needs JavaScript');
    await context.close();
  });
});

test('each user gets for each recording the answer that the page tells to expect', async () => {
  const model = await player.page.evaluate<{
    users: { key: string; token: string }[];
    recordings: { sid: string; title: string; expected: Record<string, { status: number }> }[];
  }>("fetch('/model.json').then(response => response.json())");
  const { urlProvider } = stack.description;
  const answers = model.recordings.flatMap(({ sid, title, expected }) =>
    model.users.map(async ({ key, token }) => {
      const response = await fetch(`${urlProvider}?recording_sid=${sid}`, {
        headers: { authorization: `Basic ${Buffer.from(`token:${token}`).toString('base64')}` },
      });
      await response.arrayBuffer();
      return { who: `${key}: ${title}`, status: response.status, expected: expected[key]?.status };
    }),
  );
  const wrong = (await Promise.all(answers)).filter(({ status, expected }) => status !== expected);
  expect(wrong).toEqual([]);
  expect(answers.length).toBeGreaterThan(50);
});
