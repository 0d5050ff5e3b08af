import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecord } from '../../bin/terminal/csv.ts';
import { fenced, printable, printableJson } from '../../bin/terminal/printable.ts';
import { tableWriter } from '../../bin/terminal/table.ts';

/** What a terminal must never get from data: controls, escapes, invisible and direction-changing characters. */
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
  it.each(HOSTILE)('holds nothing that a terminal would act on: %j', text => {
    expect(printable(text)).not.toMatch(UNSAFE);
  });

  it('leaves ordinary text alone, other scripts and emoji too', () => {
    expect(printable('Zoë (Müller) 日本語 🎧 {}')).toBe('Zoë (Müller) 日本語 🎧 {}');
  });

  it('spells out, and does not drop', () => {
    expect(printable('\u001b[31m')).toBe('\\u{1b}[31m');
  });
});

describe('printable JSON', () => {
  it('is the same value, whatever is in it, without one unsafe character', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...HOSTILE), (value, text) => {
        const json = printableJson({ value, text });
        expect(json).not.toMatch(UNSAFE);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
      }),
    );
  });
});

describe('the only way out', () => {
  it('spells out what a command forgot, and keeps line ends', () => {
    for (const text of HOSTILE.filter(one => one !== 'a\nb'))
      expect(fenced(`${text}\n`, false)).toBe(`${printable(text)}\n`);
    expect(fenced('a\r\nb\rc\n', false)).toBe('a\r\nb\\u{d}c\n');
  });

  it('keeps colours only where the program colours its output', () => {
    const coloured = '\u001b[31mred\u001b[39m\u001b[2J';
    expect(fenced(coloured, true)).toBe('\u001b[31mred\u001b[39m\\u{1b}[2J');
    expect(fenced(coloured, false)).toBe('\\u{1b}[31mred\\u{1b}[39m\\u{1b}[2J');
  });

  it('is used by every program: nothing else writes', () => {
    const sources = readdirSync('bin', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
    const writing = /\bprocess\.(stdout|stderr)\.(write|end)\b|\bconsole\.|\bfs\.writeSync\b/;
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter(name => writing.test(readFileSync(join('bin', name), 'utf8')))).toEqual([
      'terminal/output.ts',
    ]);
    // Progress bars draw by themselves, of numbers and of labels that are ours.
    const drawing = sources.filter(name => /stream: process\./.test(readFileSync(join('bin', name), 'utf8')));
    expect(drawing.sort()).toEqual(['catalog/backfill/backfill-bar.ts', 'terminal/progress.ts']);
  });
});

describe('a CSV record', () => {
  it.each([
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
  ])('of %j is %j', (cell, record) => {
    expect(csvRecord([cell])).toBe(record);
  });

  it('never begins a formula where a spreadsheet separates by semicolons', () => {
    const hostile = fc.array(fc.constantFrom(';', '"', ' ', '=', '-', '＝', ',', "'", 'a', '\t'), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), cells => {
        const record = csvRecord(cells.map(characters => characters.join('')));
        for (const cell of record.split(';')) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
      }),
    );
  });

  it('never begins a cell with a formula', () => {
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

  it('keeps every row on one line and every escape sequence of its cells out', () => {
    for (const text of HOSTILE) {
      const lines = linesOf(table.rows([[{ text }, { text: 'b' }]]));
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(UNSAFE);
    }
  });

  it('gives columns the same place whatever is in them, so that rows can be printed in pieces', () => {
    const place = (rows: string) => rows.indexOf('B');
    expect(place(table.rows([[{ text: 'x' }, { text: 'B' }]]))).toBe(
      place(table.rows([[{ text: 'x'.repeat(90) }, { text: 'B' }]])),
    );
  });
});
