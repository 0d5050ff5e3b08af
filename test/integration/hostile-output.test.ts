import { readdirSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ACCOUNT,
  HOSTILE,
  type HostileWorld,
  hostileWorld,
  MARK,
  RECORDING,
  WORKER,
} from '../support/hostile-world.ts';

/** What acts on a terminal. Line ends and colours are the programs' own; a hostile colour is one that they never use. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what it looks for
const UNSAFE = /[^\P{Cc}\r\n\u001b]|[\p{Cf}\p{Co}\p{Cs}\u2028\u2029]|\r(?!\n)|\u001b(?!\[([0-5]?[0-9])m)/u;

/** How each command is brought to print what others wrote: its arguments, again and again. */
const RUNS: Readonly<Record<string, (world: HostileWorld) => readonly (readonly string[])[]>> = {
  'audit by-recording': world => queries(world, RECORDING),
  'audit by-call': world => queries(world, `CA${'4'.repeat(32)}`, ...CATALOG),
  'audit by-task': world => queries(world, `WT${'4'.repeat(32)}`, ...CATALOG),
  'audit by-conference': world => queries(world, `CF${'4'.repeat(32)}`, ...CATALOG),
  'audit by-agent': world => queries(world, WORKER, ...CATALOG),
  'audit by-user': world => [...queries(world, WORKER), ...queries(world, 'sam@example.com')],
  'audit by-day': world => queries(world, new Date(Date.now() - 60_000).toISOString().slice(0, 10)),
  'audit tail': world => queries(world, '--since', '2m', '--until', new Date().toISOString()),
  'audit verify': world => [['--offline', world.archive, '--public-key', world.publicKey]],
  'audit revoke': world => [
    ...inTable(world, ['audit', 'refused'], '--links-table', 'links', '--coverage-table', 'coverage', '--user', WORKER),
  ],
  // Its page is tested in a browser.
  'audit desk': () => [['--port', HOSTILE]],
  'audit verify-report': ({ archive, publicKey }) => [[`${archive}/${HOSTILE}`, '--public-key', publicKey]],
  'catalog backfill': world => [
    ...inTable(world, ['recordings'], ...['--since', '2026-01-01', '--account', ACCOUNT, '--secret', 'secret']).map(
      args => [...args, ...['--twilio-base-url', world.url, '--notes', world.notes]],
    ),
  ],
  'catalog show': world => inTable(world, ['recordings', 'refused'], RECORDING),
  'catalog set': world =>
    inTable(world, ['recordings', 'refused'], RECORDING, '--queue', 'other', '--audit-table', 'audit'),
  // Every answer of the service is hostile.
  doctor: world => [
    ['--url', `${world.url}/hostile`],
    ['--endpoint', world.url, '--stack', HOSTILE],
    ['--url', `${world.url}/hostile`, '--endpoint', world.url, '--stack', HOSTILE],
  ],
  'flex plan': world => [flex(world)],
  'flex apply': world => [[...flex(world), '--yes']],
  'flex status': world => [flex(world)],
  retained: ({ notes }) => {
    const file = `${notes}.resources.json`;
    const names = { LogicalResourceId: HOSTILE, PhysicalResourceId: HOSTILE, ResourceStatus: 'DELETE_SKIPPED' };
    const StackResourceSummaries = ['AWS::SQS::Queue', 'AWS::IAM::Role'].map(ResourceType => ({
      ...names,
      ResourceType,
    }));
    writeFileSync(file, JSON.stringify({ StackResourceSummaries }));
    return [[file], [HOSTILE]];
  },
  'policy check': ({ policies, badPolicies }) => [policies, badPolicies].map(folder => ['--dir', folder]),
  'policy explain': world =>
    [world.policies, world.badPolicies].flatMap(folder =>
      inTable(
        world,
        ['explained', 'refused'],
        '--user',
        WORKER,
        '--recording',
        RECORDING,
        '--dir',
        folder,
        '--role',
        'x\u001b[95m',
      ),
    ),
};

const flex = ({ url }: HostileWorld) => [
  ...['--endpoint', url, '--twilio-base-url', url, '--account', ACCOUNT, '--secret', 'secret'],
];
const CATALOG = ['--recordings-table', 'recordings'];
const inTable = (world: HostileWorld, tables: readonly string[], ...args: readonly string[]) =>
  tables.map(table => [...args, '--endpoint', world.url, '--table', table]);
const queries = (world: HostileWorld, ...args: readonly string[]) => inTable(world, ['audit', 'refused'], ...args);

const UNCHANGED = JSON.stringify(HOSTILE.slice(0, HOSTILE.indexOf('\u200b'))).slice(1, -1);

let world: HostileWorld;
let written: string;
let stdout: string;
beforeAll(async () => {
  world = await hostileWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      written += text;
      if (name === 'stdout') stdout += text;
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The programs of bin/ and their commands, as they define them. */
const programs = async () => {
  const names = readdirSync('bin')
    .filter(name => name.endsWith('.ts'))
    .map(name => name.replace('.ts', ''));
  // The CDK's entry point is no command line, and `package` only prints what this project wrote.
  const commandLines = names.filter(name => name !== 'app' && name !== 'package');
  return Promise.all(
    commandLines.map(async name => {
      const module = await import(`../../bin/${name}/${name}-program.ts`);
      return { name, build: module[`${name}Program`] as (exitWith: () => void) => Command };
    }),
  );
};
const commands = async () =>
  (await programs()).flatMap(({ name, build }) =>
    leaves(build(() => {})).map(path => ({ path: [name, ...path], build })),
  );
/** Names on the way to each command that has no commands of its own: none on the way to a program without commands. */
const leaves = (command: Command): string[][] =>
  command.commands.length === 0
    ? [[]]
    : command.commands.flatMap(child => leaves(child).map(path => [child.name(), ...path]));

/** Every way in which a command can print. */
const formatsOf = (command: Command | undefined): string[][] => {
  const choices = command?.options.find(({ long }) => long === '--format')?.argChoices ?? [];
  const hasJson = command?.options.some(({ long }) => long === '--json');
  return [[], ...choices.map(choice => ['--format', choice]), ...(hasJson ? [['--json']] : [])];
};

const asksForJson = (args: readonly string[]) => args.includes('--json') || args.at(-1) === 'json';

describe.each(['', '1'])('foreign text (FORCE_COLOR=%j)', colour => {
  test('reaches the terminal only in escaped form, from every command and in every format', async () => {
    vi.stubEnv('FORCE_COLOR', colour);
    vi.stubEnv('COLUMNS', '200');
    const { runProgram } = await import('../../bin/terminal/run-program.ts');
    const found = await commands();
    // A new command has to say here how it is brought to print what others wrote.
    expect(found.map(({ path }) => path.join(' ')).sort()).toEqual(Object.keys(RUNS).sort());

    for (const { path, build } of found) {
      const [, ...words] = path;
      const command = words.reduce<Command | undefined>(
        (parent, name) => parent?.commands.find(child => child.name() === name),
        build(() => {}),
      );
      const runs = RUNS[path.join(' ')]?.(world) ?? [];
      for (const args of [
        ...runs.flatMap(run => formatsOf(command).map(format => [...run, ...format])),
        [...(runs[0] ?? []), `--${HOSTILE}`],
      ]) {
        [written, stdout] = ['', ''];
        await runProgram(build as never, ['node', 'program', ...words, ...args]);
        expect([path, args, UNSAFE.exec(written)?.[0]]).toEqual([path, args, undefined]);
        expect([path, args, written]).toEqual([path, args, expect.stringContaining(MARK)]);
        // In JSON the value is still what it was.
        if (asksForJson(args) && stdout !== '') expect(JSON.stringify(JSON.parse(stdout))).toContain(UNCHANGED);
      }
    }
  });
});
