import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRecord } from '../../../../bin/terminal/csv.ts';
import { escapeOutput, printable, printableJson } from '../../../../bin/terminal/printable.ts';
import { tableWriter } from '../../../../bin/terminal/table.ts';

/** Data that must not reach a terminal unescaped: control, invisible and bidirectional characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const HOSTILE = [
  '\u001b[31mred\u001b[0m',
  '\u009b2J',
  '\u001b]0;title\u0007',
  'a\rb',
  'a\nb',
  'a\tb',
  'abc\u202Etxt.exe',
  'zero\u200Bwidth',
  '\u0000',
  '\u007f',
  '\ud800',
];

describe('printable text', () => {
  test.each(HOSTILE)('contains nothing that a terminal interprets: %j', text => {
    expect(printable(text)).not.toMatch(UNSAFE);
  });

  test('keeps ordinary text, other scripts and emoji unchanged', () => {
    expect(printable('Zoë (Müller) 日本語 🎧 {}')).toBe('Zoë (Müller) 日本語 🎧 {}');
  });

  test('escapes unsafe characters instead of dropping them', () => {
    expect(printable('\u001b[31m')).toBe('\\u{1b}[31m');
  });
});

describe('printable JSON', () => {
  test('contains no unsafe character, and parses to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...HOSTILE), (value, text) => {
        const json = printableJson({ value, text });
        expect(json).not.toMatch(UNSAFE);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
      }),
    );
  });
});

describe('the output functions', () => {
  test('escape unsafe characters that a command left, and keep line breaks', () => {
    for (const text of HOSTILE.filter(one => one !== 'a\nb'))
      expect(escapeOutput(`${text}\n`, false)).toBe(`${printable(text)}\n`);
    expect(escapeOutput('a\r\nb\rc\n', false)).toBe('a\r\nb\\u{d}c\n');
  });

  test('keep colour sequences only when the output is coloured', () => {
    const coloured = '\u001b[31mred\u001b[39m\u001b[2J';
    expect(escapeOutput(coloured, true)).toBe('\u001b[31mred\u001b[39m\\u{1b}[2J');
    expect(escapeOutput(coloured, false)).toBe('\\u{1b}[31mred\\u{1b}[39m\\u{1b}[2J');
  });

  test('are the only code that writes to stdout and stderr', () => {
    const sources = readdirSync('bin', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
    const writing = /\bprocess\.(stdout|stderr)\.(write|end)\b|\bconsole\.|\bfs\.writeSync\b/;
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter(name => writing.test(readFileSync(join('bin', name), 'utf8')))).toEqual([
      'terminal/output.ts',
    ]);
    // Progress bars write by themselves, but only numbers and our own labels.
    const drawing = sources.filter(name => /stream: process\./.test(readFileSync(join('bin', name), 'utf8')));
    expect(drawing.sort()).toEqual(['catalog/backfill/backfill-bar.ts', 'terminal/progress.ts']);
  });
});

describe('a CSV record', () => {
  test.each([
    ["=cmd|'/c calc'!A1", `'=cmd|'/c calc'!A1\r\n`],
    ['+1', `'+1\r\n`],
    ['-1', `'-1\r\n`],
    ['@SUM(A1)', `'@SUM(A1)\r\n`],
    ['  =1+1', `'  =1+1\r\n`],
    ['＝1+1', `'＝1+1\r\n`],
    ['\t=1', `\\u{9}=1\r\n`],
    ['\r=1', `\\u{d}=1\r\n`],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"\r\n`],
    ["x;=cmd|'/c calc'!A1", `"x;'=cmd|'/c calc'!A1"\r\n`],
    ['x; "=1', `"x;' ""=1"\r\n`],
    ['X11; Linux', `"X11; Linux"\r\n`],
    ['a,b', `"a,b"\r\n`],
    ['say "hi"', `"say ""hi"""\r\n`],
    ['plain 1-2 a=b', `plain 1-2 a=b\r\n`],
    ['', `\r\n`],
  ])('for %j is %j', (cell, record) => {
    expect(csvRecord([cell])).toBe(record);
  });

  test('contains no formula for a spreadsheet that separates cells by semicolons', () => {
    const hostile = fc.array(fc.constantFrom(';', '"', ' ', '=', '-', '＝', ',', "'", 'a', '\t'), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), cells => {
        const record = csvRecord(cells.map(characters => characters.join('')));
        for (const cell of record.split(';')) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
      }),
    );
  });

  test('contains no cell that is a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), cells => {
        expect(csvRecord(cells)).not.toMatch(/(^|,)"?\s*[=+\-@＝＋－＠]/);
      }),
    );
  });
});

describe('a table', () => {
  const table = tableWriter([
    { title: 'A', least: 12, overflow: 'cut' },
    { title: 'B', least: 12, most: 200, overflow: 'cut' },
  ]);
  const linesOf = (text: string) => text.trimEnd().split('\n');

  test('prints each row on one line and escapes the escape sequences of its cells', () => {
    for (const text of HOSTILE) {
      const lines = linesOf(table.rows([[{ text }, { text: 'b' }]]));
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(UNSAFE);
    }
  });

  test('has the same column positions for all rows, so that rows can be printed in pieces', () => {
    const place = (rows: string) => rows.indexOf('B');
    expect(place(table.rows([[{ text: 'x' }, { text: 'B' }]]))).toBe(
      place(table.rows([[{ text: 'x'.repeat(90) }, { text: 'B' }]])),
    );
  });
});
