import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StackDescription } from '../../local/description.ts';
import { askFor, auditTrail } from '../support/playback-client.ts';
import { copyProject } from '../support/project-copy.ts';
import { type StartedProcess, startProcess } from '../support/started-process.ts';
import { until } from '../support/until.ts';

let project: ReturnType<typeof copyProject>;
let temporary: string;
let running: StartedProcess;
let description: StackDescription;
/** The length of the log when the current test began. */
let seen = 0;

beforeAll(async () => {
  project = copyProject();
  temporary = mkdtempSync(join(tmpdir(), 'dev-test-'));
  const command = ['node', '--import', 'tsx', 'local/main.ts', '--watch', '--json'];
  running = startProcess(
    command,
    { TMPDIR: temporary, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    project.folder,
  );
  await running.printed('\n');
  description = JSON.parse(running.output().stdout);
});
beforeEach(() => {
  seen = running.output().stderr.length;
});
afterAll(async () => {
  await running.kill();
  project.remove();
  rmSync(temporary, { recursive: true });
});

const play = () => askFor(description, description.recordings[0]?.sid ?? '', description.tokens.supervisor);
const change = (file: string, edit: (text: string) => string): void => {
  const path = join(project.folder, file);
  const before = readFileSync(path, 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};
const logged = (lines: RegExp) =>
  until(
    () => running.output().stderr.slice(seen),
    log => lines.test(log),
  );

describe('npm run dev', () => {
  test('runs a changed function in the next request, with the same data and tokens', async () => {
    expect((await play()).status).toBe(200);
    const [before] = await auditTrail(description);
    change('lambda/url-provider/handler.ts', text => text.replace('{ media_url:', "{ changed: 'yes', media_url:"));
    await logged(/dev reloaded in/);
    expect(await play()).toMatchObject({ status: 200, body: { changed: 'yes', media_url: expect.any(String) } });
    expect(await auditTrail(description)).toContainEqual(before);
    // With the deployment of the policies by the start.
    expect(await auditTrail(description)).toHaveLength(3);
  });

  test('prints the place of a syntax error, and keeps running the previous functions', async () => {
    change('lambda/url-provider/handler.ts', text => text.replace('const request = parse', 'const request == parse'));
    await logged(/dev not reloaded: [\s\S]*lambda\/url-provider\/handler\.ts:\d+:\d+/);
    expect(await play()).toMatchObject({ status: 200, body: { changed: 'yes' } });
    seen = running.output().stderr.length;
    change('lambda/url-provider/handler.ts', text => text.replace('const request == parse', 'const request = parse'));
    await logged(/dev reloaded in/);
  });

  test('applies a changed policy', async () => {
    change('policy/playback.cedar', text => `${text}\n@id("nobody")\nforbid (principal, action, resource);\n`);
    await logged(/dev reloaded in/);
    expect((await play()).status).toBe(403);
    const deployed = (await auditTrail(description)).filter(({ recording_sid }) => recording_sid === 'policies');
    const [first, second] = deployed as { readonly before?: object; readonly after?: object }[];
    expect([deployed.length, second?.before]).toEqual([2, first?.after]);
  });

  test('prints the problem of an invalid policy, and keeps the previous policies', async () => {
    change('policy/playback.cedar', text => text.replace('@id("nobody")', ''));
    await logged(/dev not reloaded: The policies have a problem/);
    expect((await play()).status).toBe(403);
  });

  test('names the changed resources that take effect only after a restart', async () => {
    change('policy/playback.cedar', text => text.replace(/\n\nforbid \(principal, action, resource\);\n$/, '\n'));
    await logged(/dev reloaded in/);
    expect((await play()).status).toBe(200);
    seen = running.output().stderr.length;
    change('lib/audit/access-audit-table.ts', text => text.replace('by-user', 'by-worker'));
    await logged(/dev takes effect only after a restart: AccessAudit/);
  });

  test('removes its temporary files at the end', async () => {
    running.stop('SIGTERM');
    expect(await running.ended).toBe(0);
    // tsx keeps compiled sources there.
    expect(readdirSync(temporary).filter(name => !name.startsWith('tsx-'))).toEqual([]);
  });
});
