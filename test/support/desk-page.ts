import type { Browser, BrowserContext, Page } from 'playwright-core';

/** The auditor's desk in its own browser context. */
export interface DeskPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught exceptions and policy violations so far. */
  readonly problems: readonly string[];
  /** Searches with the form, and waits for the result. */
  search(fields: Readonly<Record<string, string>>): Promise<void>;
  /** What each shown event is, and who did it, newest first. */
  shown(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens the desk at its printed address, and waits for its first events or its first problem. */
export const openDeskPage = async (browser: Browser, url: string, width = 1280): Promise<DeskPage> => {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  // No limit here, only the suite's limit for hanging tests: a slow result is not a wrong result.
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(`uncaught: ${error.message}`));
  page.on('console', message => problems.push(`${message.type()}: ${message.text()}`));
  const settled = () => page.locator('#results-about:not(:empty), #problem:not([hidden])').first().waitFor();
  await page.goto(url);
  await settled();
  return {
    page,
    context,
    problems,
    search: async fields => {
      for (const [name, value] of Object.entries(fields)) {
        if (name === 'event') await page.locator('#event').selectOption(value);
        else await page.locator(`#${name}`).fill(value);
      }
      const answered = page.waitForResponse(response => response.url().includes('/api/events'));
      await page.locator('button[type=submit]').click();
      await (await answered).finished();
      await settled();
    },
    shown: () => page.locator('#days .event-head').allInnerTexts(),
    close: () => context.close(),
  };
};
