import { printable, printableLines } from '../bin/terminal/printable.ts';
import type { Paint } from './summary.ts';

/**
 * Formats a line of the stack's log for a person. Returns undefined for a line without new information. A request is
 * shown in one line; a refusal has a second line with the reason.
 */
export const formatLogLine = (line: string, at: Date, paint: Paint): string | undefined => {
  const [, source = '', text = line] = /^(\S+) (.*)$/s.exec(line) ?? [];
  // The text can contain foreign input, such as a path or a function's output.
  const shown = formatBySource(source, text, (style, words) => paint(style, printableLines(words)));
  return shown && `  ${paint('dim', at.toISOString().slice(11, 19))}  ${shown}`;
};

const formatBySource = (source: string, text: string, paint: Paint): string | undefined => {
  if (source === 'twilio') return undefined;
  if (source === 'api' || source === 'media') return formatRequest(printable(text), paint);
  if (source === 'dev') return paint(text.startsWith('not ') ? 'red' : 'green', text);
  if (source === 'aws') return paint('yellow', `AWS: ${text}`);
  return formatFunctionLine(text, paint);
};

/** Colours the status in a line such as `GET /sec_rec 200 12 ms`. */
const formatRequest = (text: string, paint: Paint): string =>
  text.replace(/ (\d{3}) /, (_, status: string) => ` ${paint(status < '400' ? 'green' : 'red', status)} `);

/**
 * Formats a line of a function: a crash with its stack trace, the reason from a JSON line, any other line unchanged.
 * Leaves out what the line of the request already says.
 */
const formatFunctionLine = (text: string, paint: Paint): string | undefined => {
  const crash = text.startsWith(CRASH) && parseObject(text.slice(CRASH.length));
  if (crash)
    return paint('red', [crash['trace'] ?? `${crash['errorType']}: ${crash['errorMessage']}`].flat().join('\n'));
  const entry = parseObject(text);
  if (!entry) return paint('yellow', text);
  if (entry['outcome'] === 'released') return undefined;
  return paint('dim', ['outcome', 'reason', 'recording_sid', 'cause'].flatMap(key => textOf(entry[key])).join(' · '));
};

const CRASH = 'ERROR ';

const parseObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const textOf = (value: unknown): string[] =>
  value === undefined ? [] : [typeof value === 'string' ? value : JSON.stringify(value)];
