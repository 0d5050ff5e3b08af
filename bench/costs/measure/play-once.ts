import { mediaEvent } from '../../../test/support/media-event.ts';
import { basicAuthorization, playbackEvent } from '../../../test/support/playback-event.ts';
import { CALL } from '../assumptions.ts';
import type { CallbackFunction, CpuTime, MeasuredName, PlayKind, Work } from '../measurements.ts';
import type { CostWorld } from './cost-world.ts';
import type { Ran } from './function-process.ts';
import type { MeasuredFunction } from './measured-function.ts';

/** The work of one recorded call and of its first play, with the CPU time of each invocation. */
export interface Played {
  readonly recording: MeasuredCallback;
  readonly task: MeasuredCallback;
  readonly urlProvider: Measured;
  /** Absent with a presigned link. */
  readonly media: Measured | undefined;
}

interface Measured {
  readonly work: Work;
  readonly cpu: readonly CpuTime[];
}

/** A callback, from its arrival until its facts are in the catalog. */
type MeasuredCallback = Readonly<Record<CallbackFunction, Measured>>;

/** A user agent as long as a browser's. */
const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** Runs a call in these processes, from its callbacks to the last played byte. */
export const playOnce = async (
  world: CostWorld,
  kind: PlayKind,
  functions: Readonly<Partial<Record<MeasuredName, MeasuredFunction>>>,
): Promise<Played> => {
  const call = await world.record(kind === 'encrypted');
  const measured = measuring(world);
  try {
    const takeCallback = async (callback: object): Promise<MeasuredCallback> => {
      const sent = await measured(functions['twilio-events'], [callback], 204);
      const written = await measured(functions['catalog-writer'], [await world.takeCallEvents()], 200);
      return { 'twilio-events': sent, 'catalog-writer': written };
    };
    const recording = await takeCallback(call.recordingCallback);
    const task = await takeCallback(call.taskCallback);
    const play = playbackEvent({
      query: `recording_sid=${call.sid}`,
      authorization: basicAuthorization(world.description.tokens.supervisor),
      userAgent: USER_AGENT,
    });
    const urlProvider = await measured(functions['url-provider'], [play], 200);
    const { media_url: mediaUrl = '' } = JSON.parse(urlProvider.last.body) as { media_url?: string };
    const [, token] = /\/media\/([\w-]+)$/.exec(mediaUrl) ?? [];
    return {
      recording,
      task,
      urlProvider,
      media: token ? await measured(functions.media, ranges(token), 206) : undefined,
    };
  } finally {
    await call.remove();
  }
};

/** Asks for a recording as an audio element does: from the beginning, then from where the answer ended. */
function* ranges(token: string): Generator<object, void, Ran> {
  for (let from = 0; from < CALL.recordingBytes; ) {
    const answer = yield mediaEvent({ token, headers: { Range: `bytes=${from}-` }, userAgent: USER_AGENT });
    from += answer.bodyBytes;
  }
}

const measuring =
  (world: CostWorld) =>
  async (
    fn: MeasuredFunction | undefined,
    events: Iterable<object, void, Ran>,
    status: number,
  ): Promise<Measured & { readonly last: Ran }> => {
    if (!fn) throw new Error('the deployment lacks a function');
    world.takeUsage();
    fn.takeLogBytes();
    const cpu: CpuTime[] = [];
    const each = events[Symbol.iterator]();
    let last: Ran | undefined;
    let next = each.next();
    while (!next.done) {
      last = await fn.run(next.value);
      if (last.failedMessages > 0) throw new Error('a message was not processed');
      if (last.statusCode !== status) throw new Error(`answered ${last.statusCode}: ${last.body}`);
      cpu.push({ mainMs: last.mainCpuMs, allMs: last.cpuMs });
      next = each.next(last);
    }
    if (!last) throw new Error('there was no event');
    const work = { invocations: cpu.length, logBytes: fn.takeLogBytes(), ...world.takeUsage() };
    return { work, cpu, last };
  };
