import { Command } from 'commander';
import { expect, test } from 'vitest';
import { type FormatOption, type OutputFormat, withFormat } from '../../../../bin/terminal/format-option.ts';

const formatOf = (formats: readonly OutputFormat[] | undefined, ...args: string[]): OutputFormat => {
  let format: OutputFormat | undefined;
  withFormat(new Command(), formats)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action((options: FormatOption<OutputFormat>) => {
      format = options.format;
    })
    .parse(args, { from: 'user' });
  if (!format) throw new Error('the command did not run');
  return format;
};

test.each<[string, OutputFormat[] | undefined, string[], OutputFormat]>([
  ['nothing', undefined, [], 'text'],
  ['--json', undefined, ['--json'], 'json'],
  ['--format json', undefined, ['--format', 'json'], 'json'],
  ['both spellings of the same', undefined, ['--json', '--format', 'json'], 'json'],
  ['nothing, where a table is the default', ['table', 'csv', 'json', 'ndjson'], [], 'table'],
  ['--json, where a command has two formats of JSON', ['table', 'csv', 'json', 'ndjson'], ['--json'], 'json'],
  ['--json, where a command prints lines of JSON only', ['text', 'ndjson'], ['--json'], 'ndjson'],
])('%s chooses the format', (_, formats, args, expected) => {
  expect(formatOf(formats, ...args)).toBe(expected);
});

test('two different formats are a usage error that names both', () => {
  expect(() => formatOf(['table', 'csv', 'json'], '--json', '--format', 'csv')).toThrow(
    '--json and --format csv are two formats',
  );
});

test('a format that the command does not have is refused', () => {
  expect(() => formatOf(undefined, '--format', 'csv')).toThrow(/Allowed choices are text, json/);
});
