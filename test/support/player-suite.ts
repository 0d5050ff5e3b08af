import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { launchChromium } from './chromium.ts';
import { type AudioState, openPlayerPage, type PlayerPage, type SeenRequest } from './player-page.ts';

/** The stack and browser of a suite. The hooks that the functions below register set them. */
export let stack: LocalStack;
export let browser: Browser;
/** The page of the current test. */
export let player: PlayerPage;

/** Starts the local stack and a browser for the test file. */
export const useStackAndBrowser = (): void => {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startLocalStack({ longCallSeconds: 22 * 60 }), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
};

/** Starts the local stack and a browser, and opens a page for each test in a new browser context. */
export const usePlayerPage = (): void => {
  useStackAndBrowser();
  beforeEach(async () => {
    player = await openPlayerPage(browser, stack.description.player);
  });
  afterEach(() => player.close());
};

/** Replaces the test's page by a new one in a new browser context, as another user on another computer has it. */
export const reopenPlayer = async (url = stack.description.player): Promise<void> => {
  await player.close();
  player = await openPlayerPage(browser, url);
};

export const playAsSupervisor = async (recordingSid: string): Promise<AudioState> => {
  await player.choose('supervisor', recordingSid);
  return player.playingAfter(player.pressPlay);
};

/** The page's requests to the url-provider so far, including preflights. */
export const linkRequests = (): SeenRequest[] =>
  player.requests.filter(({ url }) => url.startsWith(stack.description.urlProvider));

/** The requests of the audio element so far. */
export const mediaRequests = (): SeenRequest[] => player.requests.filter(({ type }) => type === 'Media');

/** Clicks the position bar at a share of its width. */
export const seekTo = async (share: number): Promise<void> => {
  const position = player.page.locator('#position');
  const { width, height } = (await position.boundingBox()) ?? { width: 0, height: 0 };
  await position.click({ position: { x: width * share, y: height / 2 } });
};
