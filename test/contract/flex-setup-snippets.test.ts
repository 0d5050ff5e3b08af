import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { twilioClient } from '../../bin/flex/twilio-client.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const WORKSPACE = `WS${'7'.repeat(32)}`;
const TASK = `WT${'2'.repeat(32)}`;
const RECORDING = `RE${'3'.repeat(32)}`;
const page = readFileSync(new URL('../../docs/flex-setup.md', import.meta.url), 'utf8');
const snippet = (language: string): string => page.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

let stub: TwilioStub;
beforeAll(async () => {
  stub = await startTwilioStub({ accountSid: ACCOUNT, log: () => {} });
});
afterAll(() => stub.close());

const client = () =>
  twilioClient({ accountSid: ACCOUNT, user: stub.account.apiKeySid, password: stub.account.apiKeySecret }, stub.url);
const task = () => client().taskrouter.v1.workspaces(WORKSPACE).tasks(TASK);
const putTask = (attributes: unknown) =>
  fetch(`${stub.url}/__tasks`, {
    method: 'POST',
    body: JSON.stringify({ sid: TASK, attributes: JSON.stringify(attributes) }),
  });

/** Runs the Twilio Function of the page. Returns what it gives to its callback. */
const runFunction = (afterRead: () => Promise<unknown> = async () => {}): Promise<unknown> => {
  const exported: { handler?: (...args: unknown[]) => Promise<unknown> } = {};
  new Function('exports', snippet('js'))(exported);
  const twilio = client();
  const { workspaces } = twilio.taskrouter.v1;
  // Somebody else may change the task between the reading and the writing.
  const getTwilioClient = () => ({
    taskrouter: {
      v1: {
        workspaces: (sid: string) => ({
          tasks: (taskSid: string) => {
            const found = workspaces(sid).tasks(taskSid);
            return {
              update: found.update.bind(found),
              fetchWithHttpInfo: async () => {
                const answer = await found.fetchWithHttpInfo();
                await afterRead();
                return answer;
              },
            };
          },
        }),
      },
    },
  });
  const context = { WORKSPACE_SID: WORKSPACE, URL_PROVIDER: 'https://api.example.com/sec_rec', getTwilioClient };
  const event = { taskSid: TASK, recordingSid: RECORDING, recordingStartTime: '2026-11-24T10:00:00Z' };
  return new Promise(resolve => {
    void exported.handler?.(context, event, (problem: unknown, answer: unknown) => resolve(problem ?? answer));
  });
};

/** What the plugin uses of Flex UI, in our own words: `Actions.addListener` and the task with its attributes. */
const FLEX_UI = `declare module '@twilio/flex-ui' {
  export interface ITask<T = Record<string, any>> { attributes: T; setAttributes(attributes: T): Promise<ITask<T>> }
  export const Actions: { addListener(event: string, listener: (payload: any) => unknown): void };
}
declare function startRecording(task: unknown): Promise<{ sid: string; startTime: string }>;
`;

/** Runs the plugin of the page, and lets an agent accept a task with these attributes. Returns the task's attributes then. */
const runPlugin = async (attributes: Record<string, unknown>): Promise<unknown> => {
  const { code } = await transform(snippet('ts'), { loader: 'ts', format: 'cjs' });
  const listeners = new Map<string, (payload: unknown) => Promise<unknown>>();
  const Actions = {
    addListener: (event: string, listener: (payload: unknown) => Promise<unknown>) => listeners.set(event, listener),
  };
  const startRecording = async () => ({ sid: RECORDING, startTime: '2026-11-24T10:00:00Z' });
  new Function('require', 'module', 'startRecording', code)(() => ({ Actions }), {}, startRecording);
  const accepted = {
    attributes,
    setAttributes: async (next: Record<string, unknown>) => {
      accepted.attributes = next;
    },
  };
  await listeners.get('afterAcceptTask')?.({ task: accepted });
  return accepted.attributes;
};

describe('the snippets of the Flex set-up page', () => {
  test('the attributes for Studio are JSON with one recording', () => {
    const { conversations } = JSON.parse(snippet('json'));
    expect(conversations.media).toMatchObject([{ type: 'VoiceRecording', url_provider: expect.any(String) }]);
  });

  test('the Twilio Function attaches a recording and keeps the other attributes', async () => {
    await putTask({ name: 'Ada', conversations: { outcome: 'sold', media: [{ type: 'Link' }] } });
    expect(await runFunction()).toEqual({ attached: true });
    expect(JSON.parse((await task().fetch()).attributes)).toEqual({
      name: 'Ada',
      conversations: {
        outcome: 'sold',
        media: [
          { type: 'Link' },
          {
            type: 'VoiceRecording',
            url_provider: `https://api.example.com/sec_rec?recording_sid=${RECORDING}`,
            start_time: Date.parse('2026-11-24T10:00:00Z'),
            title: 'Call',
          },
        ],
      },
    });
  });

  test('the Twilio Function keeps what others write at the same time', async () => {
    await putTask({});
    let writes = 0;
    expect(await runFunction(async () => writes++ < 2 && putTask({ writes }))).toEqual({ attached: true });
    expect(JSON.parse((await task().fetch()).attributes)).toMatchObject({ writes: 2, conversations: { media: [{}] } });
  });

  test('the plugin attaches a recording when the agent accepts a task, and keeps the other attributes', async () => {
    const others = { type: 'VoiceRecording', url_provider: 'https://other.example.com/' };
    expect(await runPlugin({ name: 'Ada', conversations: { outcome: 'sold', media: [others] } })).toEqual({
      name: 'Ada',
      conversations: {
        outcome: 'sold',
        media: [
          others,
          {
            type: 'VoiceRecording',
            url_provider: `https://API/sec_rec?recording_sid=${RECORDING}`,
            start_time: Date.parse('2026-11-24T10:00:00Z'),
            channels: ['customer', 'others'],
            title: 'Call',
          },
        ],
      },
    });
    expect(await runPlugin({})).toMatchObject({ conversations: { media: [{ type: 'VoiceRecording' }] } });
  });

  test('the plugin is valid TypeScript', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plugin-'));
    try {
      await writeFile(join(folder, 'plugin.ts'), snippet('ts'));
      await writeFile(join(folder, 'flex-ui.d.ts'), FLEX_UI);
      await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
      const tsc = [
        'node_modules/typescript/bin/tsc',
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--types',
        '',
        '--module',
        'esnext',
      ];
      const checked = promisify(execFile)(
        process.execPath,
        [...tsc, '--moduleResolution', 'bundler', 'plugin.ts', 'flex-ui.d.ts'],
        { cwd: folder },
      );
      await expect(checked).resolves.toMatchObject({ stdout: '' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
