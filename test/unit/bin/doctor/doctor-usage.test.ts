import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { doctorProgram } from '../../../../bin/doctor/doctor-program.ts';
import { EXIT_CODE } from '../../../../bin/terminal/exit-code.ts';
import { runProgram } from '../../../../bin/terminal/run-program.ts';

let written: { stdout: string; stderr: string };

beforeEach(() => {
  written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      written[name] += text;
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const run = (...args: string[]) => runProgram(doctorProgram, ['node', 'doctor', ...args]);
/** Nothing listens there. */
const URL = ['--url', 'http://127.0.0.1:9/sec_rec'];

describe('a wrong command line of the doctor', () => {
  test.each([
    [['by-day'], '"by-day" is no option of flex-doctor'],
    [['--url', 'api.example.com'], 'Example: --url https://'],
    [['--url', 'ftp://api.example.com/'], 'Example: --url https://'],
    [['--url', 'https://user:secret@api.example.com/'], 'is not the address of url_provider'],
    [[...URL, '--recording', 'RE1'], 'is not a recording SID'],
    [[...URL, '--origin', 'https://flex.twilio.com/'], 'Example: --origin https://flex.twilio.com'],
    [[...URL, '--origin', 'http://flex.twilio.com'], 'Example: --origin https://flex.twilio.com'],
    [[...URL, '--format', 'csv'], 'text, json'],
  ])('%j ends with 2 and an example', async (args, said) => {
    expect(await run(...args)).toBe(EXIT_CODE.usage);
    expect(written.stderr).toContain(said);
    expect(written.stdout).toBe('');
  });

  test.each([
    ['', 'The token is empty'],
    ['  \n', 'The token is empty'],
    ['not-a-token here', 'characters that no Flex token has'],
    ['not-a-tökän', 'characters that no Flex token has'],
  ])('with the token %j ends with 2, and does not show it', async (token, said) => {
    expect(await run(...URL, '--token', token)).toBe(EXIT_CODE.usage);
    expect(written.stderr).toContain(said);
    expect(written.stderr).not.toContain('not-a-t');
  });

  test('with a token whose option is missing ends with 2, and does not show it', async () => {
    expect(await run(...URL, 'eyJ.canary-5e5f')).toBe(EXIT_CODE.usage);
    expect(written.stderr).toContain('A token has no option before it');
    expect(written.stderr).not.toContain('canary');
  });
});

describe('the address', () => {
  test('is used without its query and its fragment', async () => {
    await run('--url', 'http://127.0.0.1:9/sec_rec?recording_sid=RE1#x', '--json');
    expect(JSON.parse(written.stdout).url).toBe('http://127.0.0.1:9/sec_rec');
  });

  test('of another host than this computer gets no token over http', async () => {
    vi.stubEnv('FLEX_TOKEN', 'eyJ.a-token');
    const fetched = vi.spyOn(globalThis, 'fetch');
    expect(await run('--url', 'http://192.0.2.1/', '--recording', `RE${'1'.repeat(32)}`)).toBe(EXIT_CODE.nothing);
    expect(written.stdout).toMatch(/^red +TLS certificate +http does not encrypt tokens/m);
    expect(fetched).not.toHaveBeenCalled();
  });
});
