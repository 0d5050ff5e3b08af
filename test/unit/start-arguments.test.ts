import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../local/arguments.ts';

describe('the command line of npm start', () => {
  it('needs nothing', () => {
    expect(parseArguments([], '/home/dev')).toEqual({ ok: true, value: { help: false, json: false, port: 0 } });
  });

  it('takes every option, and paths relative to where npm was called', () => {
    expect(
      parseArguments(['--json', '--port', '4180', '--data', 'state', '--ready-file', 'stack.json'], '/home/dev'),
    ).toEqual({
      ok: true,
      value: { help: false, json: true, port: 4180, dataDir: '/home/dev/state', readyFile: '/home/dev/stack.json' },
    });
    expect(parseArguments(['--data=/var/state'], '/home/dev')).toMatchObject({ value: { dataDir: '/var/state' } });
  });

  it.each([
    [['--jsno'], '--jsno'],
    [['--port'], '--port'],
    [['--port', 'http'], 'http'],
    [['--port', '65536'], '65536'],
    [['--port', '-1'], '--port'],
    [['--port', '1e3'], '1e3'],
    [['--data', ''], '--data'],
    [['--ready-file', ''], '--ready-file'],
    [['4180'], '4180'],
  ])('refuses %j and names what is wrong', (args, named) => {
    const parsed = parseArguments(args, '/home/dev');
    expect(parsed).toEqual({ ok: false, error: expect.stringContaining(named) });
  });
});
