import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How long the desk took for a page of events, seconds, and how many events the page had. */
export interface TimedPage {
  readonly seconds: number;
  readonly events: number;
}

/** Starts the desk and asks it for the first page of everything, again and again. The first answer, which opens the connections, counts too. */
export const timedDeskPages = async (endpoint: string, times: number): Promise<TimedPage[]> => {
  const desk = spawn(process.execPath, ['bin/flex-audit.js', 'desk', '--json', '--endpoint', endpoint], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(desk, 'close');
  try {
    const [line] = (await once(createInterface(desk.stdout), 'line')) as [string];
    const address = new URL((JSON.parse(line) as { desk: string }).desk);
    const headers = { authorization: `Bearer ${address.searchParams.get('token')}` };
    const pages: TimedPage[] = [];
    for (let time = 0; time < times; time += 1) {
      const startedAt = performance.now();
      const answer = await fetch(new URL('/api/events', address), { headers });
      const { events } = (await answer.json()) as { events: readonly unknown[] };
      pages.push({ seconds: (performance.now() - startedAt) / 1000, events: events.length });
    }
    return pages;
  } finally {
    desk.kill('SIGTERM');
    await ended;
  }
};
