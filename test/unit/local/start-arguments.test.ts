import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../local/arguments.ts';

describe('the command line of npm start', () => {
  test('has defaults for every option', () => {
    expect(parseArguments([], '/home/dev')).toEqual({
      ok: true,
      value: { help: false, json: false, port: 0, watch: false },
    });
  });

  test('accepts every option, with folders relative to the folder in which npm was called', () => {
    const args = '--json --port 4180 --data state --ready-file stack.json --watch --inspect=9230'.split(' ');
    expect(parseArguments(args, '/home/dev')).toEqual({
      ok: true,
      value: {
        help: false,
        json: true,
        port: 4180,
        watch: true,
        inspectPort: 9230,
        dataDir: '/home/dev/state',
        readyFile: '/home/dev/stack.json',
      },
    });
    expect(parseArguments(['--data=/var/state'], '/home/dev')).toMatchObject({ value: { dataDir: '/var/state' } });
  });

  test("uses Node's default port for the debugger unless another is given", () => {
    expect(parseArguments(['--inspect', '--json'], '/')).toMatchObject({ value: { inspectPort: 9229, json: true } });
  });

  test.each([
    [['--jsno'], '--jsno'],
    [['--port'], '--port'],
    [['--port', 'http'], 'http'],
    [['--port', '65536'], '65536'],
    [['--port', '-1'], '--port'],
    [['--port', '1e3'], '1e3'],
    [['--inspect=x'], '"x"'],
    [['--inspect='], '--inspect'],
    [['--inspect', '9230'], '9230'],
    [['--data', ''], '--data'],
    [['--ready-file', ''], '--ready-file'],
    [['4180'], '4180'],
  ])('refuses %j and names the problem', (args, named) => {
    const parsed = parseArguments(args, '/home/dev');
    expect(parsed).toEqual({ ok: false, error: expect.stringContaining(named) });
  });
});
