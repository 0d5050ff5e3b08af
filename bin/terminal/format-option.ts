import { type Command, Option } from 'commander';
import { UsageError } from './exit-code.ts';

/** The ways in which commands print: `text` and `table` for people, `csv` for spreadsheets, the others for programs. */
export type OutputFormat = 'text' | 'table' | 'csv' | 'json' | 'ndjson';

/** The option that `withFormat` adds. */
export interface FormatOption<Format extends OutputFormat = 'text' | 'json'> {
  readonly format: Format;
}

/**
 * Adds `--format`, and `--json`, which is short for `--format json`. All commands that print results have both.
 * @param formats the choices, the default first. A command that prints one JSON object per line has `ndjson` and no
 *   `json`; `--json` is then short for that.
 */
export const withFormat = (command: Command, formats: readonly OutputFormat[] = ['text', 'json']): Command => {
  const json = formats.find(format => format === 'json') ?? 'ndjson';
  return command
    .addOption(new Option('--format <format>', 'output format').choices([...formats]).default(formats[0]))
    .addOption(new Option('--json', `short for --format ${json}`).implies({ format: json }))
    .hook('preAction', (_, running) => {
      const options = running.opts<FormatOption<OutputFormat> & { readonly json?: true }>();
      if (options.json && options.format !== json) {
        throw new UsageError(`--json and --format ${options.format} are two formats. Use one of the two options.`);
      }
    });
};
