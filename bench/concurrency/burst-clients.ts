import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';

/** Runs the clients of one burst in a separate process, so that their CPU time is not counted. Prints the plays as JSON. */

/** One play of a burst. */
interface BurstPlay {
  readonly milliseconds: number;
  /** The link; absent when the answer has none. */
  readonly mediaUrl?: string;
}

/** The plays, and the duration of the whole burst. */
export interface Burst {
  readonly tookMs: number;
  readonly plays: readonly BurstPlay[];
}

const [, , url = '', playsAtOnce = '0'] = process.argv;
const authorization = `Basic ${Buffer.from(`token:${process.env['FLEX_TOKEN']}`).toString('base64')}`;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

const play = (): Promise<BurstPlay> =>
  new Promise(resolve => {
    const startedAt = performance.now();
    const settle = (mediaUrl?: string) =>
      resolve({ milliseconds: performance.now() - startedAt, ...(mediaUrl !== undefined && { mediaUrl }) });
    get(url, { agent, headers: { authorization } }, response => {
      text(response).then(
        body => settle(response.statusCode === 200 ? JSON.parse(body).media_url : undefined),
        () => settle(),
      );
    }).on('error', () => settle());
  });

const main = async (): Promise<void> => {
  const startedAt = performance.now();
  const plays = await Promise.all(Array.from({ length: Number(playsAtOnce) }, play));
  console.log(JSON.stringify({ tookMs: performance.now() - startedAt, plays } satisfies Burst));
  agent.destroy();
};

void main();
