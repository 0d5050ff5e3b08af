import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allGeneratedPositionsFor, LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StackDescription } from '../../local/description.ts';
import { attachDebugger, type DebuggedThread, type InspectorClient } from '../support/inspector-client.ts';
import { askFor } from '../support/playback-client.ts';
import { type StartedProcess, startProcess } from '../support/started-process.ts';
import { until } from '../support/until.ts';

const SOURCE = fileURLToPath(new URL('../../lambda/url-provider/handler.ts', import.meta.url));
/** The line of the breakpoint: just before the decision. */
const STATEMENT = 'const released = await playRecording(request.value);';

let temporary: string;
let running: StartedProcess;
let description: StackDescription;
let editor: InspectorClient | undefined;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'breakpoints-test-'));
  running = startProcess(['node', '--import', 'tsx', 'local/main.ts', '--json', '--inspect=0'], { TMPDIR: temporary });
  await running.printed('\n');
  description = JSON.parse(running.output().stdout);
});
afterAll(async () => {
  await editor?.close();
  await running.kill();
  await rm(temporary, { recursive: true });
});

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

/** The bundle that a function's thread runs, with its source map. */
const bundleOf = async (thread: DebuggedThread) => {
  const scripts: Script[] = [];
  thread.on('Debugger.scriptParsed', script => scripts.push(script));
  await thread.send('Debugger.enable');
  const script = scripts.find(({ url }) => url.endsWith('/index.js'));
  if (!script) throw new Error(`${thread.title} has no bundle among ${scripts.length} scripts`);
  const mapPath = resolve(dirname(fileURLToPath(script.url)), script.sourceMapURL);
  const map = new TraceMap(JSON.parse(await readFile(mapPath, 'utf8')));
  const source = map.sources.find(path => path !== null && resolve(dirname(mapPath), path) === SOURCE);
  if (!source) throw new Error(`The source map of ${script.url} does not name ${SOURCE}`);
  return { ...script, map, source };
};

const play = () => askFor(description, description.recordings[0]?.sid ?? '', description.tokens.supervisor);

describe('npm start -- --inspect', () => {
  test('stops a function at a breakpoint in its TypeScript source, shows its variables, and resumes', async () => {
    // After this request, one environment of the function is warm. The next request goes to it.
    expect((await play()).status).toBe(200);
    editor = await attachDebugger(description.inspector ?? '');
    const { threads } = editor;
    const thread = await until(
      () => threads().find(({ title }) => title.includes('UrlProvider')) as DebuggedThread,
      found => found !== undefined,
    );
    const { scriptId, map, source } = await bundleOf(thread);
    const line = (await readFile(SOURCE, 'utf8')).split('\n').findIndex(text => text.includes(STATEMENT)) + 1;
    const [position] = allGeneratedPositionsFor(map, { source, line, column: 0, bias: LEAST_UPPER_BOUND });
    if (position?.line == null) throw new Error(`Nothing of line ${line} is in the bundle`);
    const location = { scriptId, lineNumber: position.line - 1, columnNumber: position.column };
    await thread.send('Debugger.setBreakpoint', { location });

    const paused = once(thread as never, 'Debugger.paused');
    const answer = play();
    const [{ callFrames, hitBreakpoints }] = await paused;
    expect(hitBreakpoints).toHaveLength(1);
    const [{ callFrameId, location: at }] = callFrames;
    expect(originalPositionFor(map, { line: at.lineNumber + 1, column: at.columnNumber })).toMatchObject({
      source,
      line,
    });
    const expression = 'request.value.recordingSid';
    const { result } = await thread.send('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    expect(result.value).toBe(description.recordings[0]?.sid);

    await thread.send('Debugger.resume');
    expect((await answer).status).toBe(200);
  });

  test('ends with 1 when the port is taken', async () => {
    const { port } = new URL(description.inspector ?? '');
    const second = startProcess(['node', '--import', 'tsx', 'local/main.ts', '--json', `--inspect=${port}`]);
    expect(await second.ended).toBe(1);
    expect(second.output().stderr).not.toMatch(/^\s+at /m);
    expect(second.output().stderr).toContain(`Port ${port} is in use. Choose another with npm start -- --inspect=N.`);
  });
});
