import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

/** A request in the browser's network log, and its response as far as it arrived. */
export interface SeenRequest {
  readonly url: string;
  readonly method: string;
  /** Chromium's resource type: `Fetch`, `Media`, …; a preflight is `Other`. */
  readonly type: string;
  /** Names are lower case. Once `sent` is set, these are the headers that were really sent. */
  readonly headers: Record<string, string>;
  /** Set when the browser has reported the sent headers, which it does separately: after or even before the request. */
  sent?: true;
  answer?: { readonly status: number; readonly headers: Record<string, string> };
  /** Chromium's reason why there is no response, such as `PreflightMissingAllowOriginHeader`. */
  blocked?: string;
}

/** The state of an audio element, as a script reads it. */
export interface AudioState {
  readonly currentTime: number;
  readonly duration: number;
  readonly paused: boolean;
  readonly seeking: boolean;
}

/** The player page in its own browser context, with the actions of a user and what they see. */
export interface PlayerPage {
  readonly page: Page;
  readonly audio: Locator;
  readonly context: BrowserContext;
  /** All requests of the page so far, in the order in which the browser reported them. */
  readonly requests: readonly SeenRequest[];
  /** Console errors, uncaught exceptions and policy violations so far. */
  readonly problems: readonly string[];
  choose(userKey: string, recordingSid: string): Promise<void>;
  pressPlay(): Promise<void>;
  /** Runs the action and resolves with the audio element's state at the next `playing` event. */
  playingAfter(action: () => Promise<void>): Promise<AudioState>;
  audioState(): Promise<AudioState>;
  close(): Promise<void>;
}

/** Opens the player at `url` and waits until it can be used. */
export const openPlayerPage = async (browser: Browser, url: string): Promise<PlayerPage> => {
  const context = await browser.newContext();
  // No limit here, only the suite's limit for hanging tests: a slow result is not a wrong result.
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  const problems = watchProblems(page);
  const requests = await watchRequests(context, page);
  await page.goto(url);
  await page.locator('input[name=user]').first().waitFor();
  const audio = page.locator('audio');
  return {
    page,
    audio,
    context,
    requests,
    problems,
    choose: async (userKey, recordingSid) => {
      await page.locator(`input[name=user][value="${userKey}"]`).check();
      await page.locator(`input[name=recording][value="${recordingSid}"]`).check();
    },
    pressPlay: () => page.locator('#play').click(),
    playingAfter: async action => {
      const listener = await audio.evaluateHandle((element: AudioState & EventTarget) => ({
        heard: new Promise<AudioState>(resolve => {
          const tell = () => {
            const { currentTime, duration, paused, seeking } = element;
            resolve({ currentTime, duration, paused, seeking });
          };
          element.addEventListener('playing', tell, { once: true });
        }),
      }));
      await action();
      return listener.evaluate(({ heard }) => heard);
    },
    audioState: () =>
      audio.evaluate(({ currentTime, duration, paused, seeking }: AudioState) => ({
        currentTime,
        duration,
        paused,
        seeking,
      })),
    close: () => context.close(),
  };
};

const watchProblems = (page: Page): string[] => {
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(`uncaught: ${error.message}`));
  // Policy violations and blocked responses are also reported as console errors.
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  return problems;
};

const watchRequests = async (context: BrowserContext, page: Page): Promise<SeenRequest[]> => {
  const network = await context.newCDPSession(page);
  const requests = new Map<string, SeenRequest>();
  const inOrder: SeenRequest[] = [];
  const sentHeaders = new Map<string, Record<string, string>>();
  const noteSent = (requestId: string) => {
    const [seen, headers] = [requests.get(requestId), sentHeaders.get(requestId)];
    if (!seen || !headers) return;
    Object.assign(seen.headers, headers);
    seen.sent = true;
  };
  network.on('Network.requestWillBeSent', ({ requestId, type = 'Other', request }) => {
    const seen: SeenRequest = { url: request.url, method: request.method, type, headers: lowerCase(request.headers) };
    requests.set(requestId, seen);
    inOrder.push(seen);
    noteSent(requestId);
  });
  network.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
    sentHeaders.set(requestId, lowerCase(headers));
    noteSent(requestId);
  });
  network.on('Network.responseReceived', ({ requestId, response: { status, headers } }) => {
    const seen = requests.get(requestId);
    if (seen) seen.answer = { status, headers: lowerCase(headers) };
  });
  network.on('Network.loadingFailed', ({ requestId, errorText, corsErrorStatus }) => {
    const seen = requests.get(requestId);
    if (seen) seen.blocked = corsErrorStatus?.corsError ?? errorText;
  });
  await network.send('Network.enable');
  return inOrder;
};

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Returns the visible text of an element, without hidden parts. */
export const shownText = (locator: Locator): Promise<string> => locator.innerText();
