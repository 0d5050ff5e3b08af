import { printable, printableLines } from '../bin/terminal/printable.ts';
import type { Paint } from './summary.ts';

/**
 * How a line of the stack's log is shown to a person; undefined for one that adds nothing. A request is one line, and a
 * refusal is one more that says why.
 */
export const viewOf = (line: string, at: Date, paint: Paint): string | undefined => {
  const [, source = '', text = line] = /^(\S+) (.*)$/s.exec(line) ?? [];
  // What it shows are other people's words, too: a path, a reason, what a function printed.
  const shown = viewBySource(source, text, (style, words) => paint(style, printableLines(words)));
  return shown && `  ${paint('dim', at.toISOString().slice(11, 19))}  ${shown}`;
};

const viewBySource = (source: string, text: string, paint: Paint): string | undefined => {
  if (source === 'twilio') return undefined;
  if (source === 'api' || source === 'media') return requestView(printable(text), paint);
  if (source === 'dev') return paint(text.startsWith('not ') ? 'red' : 'green', text);
  if (source === 'aws') return paint('yellow', `AWS: ${text}`);
  return functionView(text, paint);
};

/** `GET /sec_rec 200 12 ms`, its status in the colour of its kind. */
const requestView = (text: string, paint: Paint): string =>
  text.replace(/ (\d{3}) /, (_, status: string) => ` ${paint(status < '400' ? 'green' : 'red', status)} `);

/** A function's structured line without what the request's line says already; a crash with its trace; other lines as they are. */
const functionView = (text: string, paint: Paint): string | undefined => {
  const crash = text.startsWith(CRASH) && parsed(text.slice(CRASH.length));
  if (crash)
    return paint('red', [crash['trace'] ?? `${crash['errorType']}: ${crash['errorMessage']}`].flat().join('\n'));
  const entry = parsed(text);
  if (!entry) return paint('yellow', text);
  if (entry['outcome'] === 'released') return undefined;
  return paint('dim', ['outcome', 'reason', 'recording_sid', 'cause'].flatMap(key => textOf(entry[key])).join(' · '));
};

const CRASH = 'ERROR ';

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const textOf = (value: unknown): string[] =>
  value === undefined ? [] : [typeof value === 'string' ? value : JSON.stringify(value)];
