import { describe, expect, test } from 'vitest';
import { formatLogLine } from '../../../local/log-view.ts';

const view = (line: string) =>
  formatLogLine(line, new Date('2026-11-24T03:04:05.678Z'), (style, text) => `<${style}:${text}>`);

describe("the log at a person's terminal", () => {
  test('shows a request with its status in colour', () => {
    expect(view('api GET /sec_rec 200 12 ms')).toBe('  <dim:03:04:05>  GET /sec_rec <green:200> 12 ms');
    expect(view('api GET /sec_rec 403 12 ms')).toBe('  <dim:03:04:05>  GET /sec_rec <red:403> 12 ms');
  });

  test('shows why a request was refused', () => {
    expect(view('UrlProvider {"outcome":"refused","reason":"guest_token","recording_sid":"RE1","_aws":{}}')).toBe(
      '  <dim:03:04:05>  <dim:refused · guest_token · RE1>',
    );
  });

  test('shows what a function prints outside its log format, and what AWS refused', () => {
    expect(view('UrlProvider TypeError: x is undefined')).toContain('<yellow:TypeError: x is undefined>');
    expect(view('aws AccessDenied: s3:GetObject')).toContain('<yellow:AWS: AccessDenied: s3:GetObject>');
  });

  test('shows whether a change was loaded', () => {
    expect(view('dev reloaded in 2.1 s')).toContain('<green:reloaded in 2.1 s>');
    expect(view('dev not reloaded: a.ts:1')).toContain('<red:not reloaded: a.ts:1>');
  });

  test("shows a function's crash with its trace, or at least its message", () => {
    const crash = (more: object) =>
      view(`Fn ERROR ${JSON.stringify({ errorType: 'TypeError', errorMessage: 'no', ...more })}`);
    expect(crash({ trace: ['TypeError: no', '    at x'] })).toContain('<red:TypeError: no\n    at x>');
    expect(crash({})).toContain('<red:TypeError: no>');
  });

  test.each([
    'api GET /\u001b[2J 200 12 ms',
    'aws AccessDenied: \u009b2J',
    'UrlProvider console \u202e',
    `UrlProvider ${JSON.stringify({ outcome: 'refused', reason: '\u001b]0;title\u0007' })}`,
    `Fn ERROR ${JSON.stringify({ trace: ['TypeError: \u001b[31m', '    at x'] })}`,
  ])('shows control characters in escaped form: %j', line => {
    expect(view(line)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(view(line)).toContain('\\u{');
  });

  test('does not repeat the facts of the request line', () => {
    expect(view('UrlProvider {"outcome":"released","recording_sid":"RE1"}')).toBeUndefined();
    expect(view('twilio POST /v1/Accounts/AC1/Tokens/validate 200')).toBeUndefined();
  });
});
