import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { launchChromium } from './chromium.ts';
import { type AudioState, openPlayerPage, type PlayerPage, type SeenRequest } from './player-page.ts';

/** What a suite of the player page works with; set by the hooks that the functions below register. */
export let stack: LocalStack;
export let browser: Browser;
/** The test's own page. */
export let player: PlayerPage;

/** Starts the local stack and a browser for the test file. */
export const useStackAndBrowser = (): void => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startLocalStack({}), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
};

/** The same, and a page of its own for each test, in a browser context that remembers nothing of the others. */
export const usePlayerPage = (): void => {
  useStackAndBrowser();
  beforeEach(async () => {
    player = await openPlayerPage(browser, stack.description.player);
  });
  afterEach(() => player.close());
};

/** Puts another page into the place of the test's own, as another person at another machine would have it. */
export const reopenPlayer = async (url = stack.description.player): Promise<void> => {
  await player.close();
  player = await openPlayerPage(browser, url);
};

export const playAsSupervisor = async (recordingSid: string): Promise<AudioState> => {
  await player.choose('supervisor', recordingSid);
  return player.playingAfter(player.pressPlay);
};

/** What the page asked the url-provider for so far, preflights included. */
export const linkRequests = (): SeenRequest[] =>
  player.requests.filter(({ url }) => url.startsWith(stack.description.urlProvider));

/** What the audio element asked for so far. */
export const mediaRequests = (): SeenRequest[] => player.requests.filter(({ type }) => type === 'Media');

/** Clicks into the position bar, at a share of its width. */
export const seekTo = async (share: number): Promise<void> => {
  const position = player.page.locator('#position');
  const { width, height } = (await position.boundingBox()) ?? { width: 0, height: 0 };
  await position.click({ position: { x: width * share, y: height / 2 } });
};
