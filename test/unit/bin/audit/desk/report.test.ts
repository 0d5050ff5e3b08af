import { describe, expect, test } from 'vitest';
import { checkReport } from '../../../../../bin/audit/desk/report/check-report.ts';
import { collectEvidence } from '../../../../../bin/audit/desk/report/collect-evidence.ts';
import { type Evidence, evidenceOf } from '../../../../../bin/audit/desk/report/evidence.ts';
import { reportHtml } from '../../../../../bin/audit/desk/report/report-html.ts';
import type { StoredItem } from '../../../../../lambda/domain/audit/chain/stored-item.ts';
import { testSigner } from '../../../../fakes/test-signer.ts';
import { itemAt } from '../../../../support/audit-events.ts';
import { at, digestStage } from '../../../../support/digest-stage.ts';

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror="alert(1)">\u202e\u001b[31m' &`;

/** A stage on which two events were digested, and a third one arrived after that. */
const stageWithEvents = async () => {
  const stage = digestStage();
  const [first, second, open] = [itemAt(at('02:01')), itemAt(at('02:31')), itemAt(at('03:01'))] as const;
  stage.trail.put(first, second);
  await stage.digest('03:05');
  stage.trail.put(open);
  const collect = (events: readonly StoredItem[], attachFiles = true) =>
    collectEvidence({
      archive: stage.archive,
      publicKeys: [stage.signer.publicKey],
      ...{ events, attachFiles },
      about: { stack: 'FlexSecurePlayback', question: { q: 'kim@example.com' } },
      now: new Date(at('03:10')),
    });
  const check = (evidence: Evidence, key = stage.signer.publicKey) => checkReport(evidence, [key]);
  return { stage, first, second, open, collect, check };
};

const states = ({ events }: Evidence) => events.map(({ state, window }) => [state, window]);

describe('the evidence of a report', () => {
  test('names the digest of each event, in order of time, and says that none covers the latest event yet', async () => {
    const { first, second, open, collect } = await stageWithEvents();
    const evidence = await collect([open, second, first]);
    expect(states(evidence)).toEqual([
      ['covered', '2026/11/24/T0200'],
      ['covered', '2026/11/24/T0230'],
      ['open', undefined],
    ]);
    expect(evidence.windows.map(({ name }) => name)).toEqual(['2026/11/24/T0200', '2026/11/24/T0230']);
  });

  test('finds a late event in the file of a later window', async () => {
    const { stage, collect, check } = await stageWithEvents();
    const late = itemAt(at('02:35'));
    stage.trail.put(late);
    await stage.digest('03:25');
    const evidence = await collect([late]);
    expect(states(evidence)).toEqual([['covered', '2026/11/24/T0300']]);
    expect(await check(evidence)).toMatchObject({ findings: [], proved: 1 });
  });

  test('says when the table differs from the archive, and when the archive lacks an event', async () => {
    const { first, collect } = await stageWithEvents();
    const evidence = await collect([{ ...first, worker_sid: 'WKother' }, itemAt(at('02:02'))]);
    expect(states(evidence).map(([state]) => state)).toEqual(['differs', 'missing']);
    expect(reportHtml(evidence)).toContain('NOT as archived');
  });
});

describe('the check of a report', () => {
  test('proves its covered events from the file alone, if the events files are attached', async () => {
    const { first, second, open, collect, check } = await stageWithEvents();
    const read = evidenceOf(reportHtml(await collect([first, second, open])));
    expect(read && (await check(read))).toEqual({ findings: [], proved: 2, unproved: 1, digests: 2 });
  });

  test('without events files proves nothing, unless there is a copy of the archive', async () => {
    const { stage, first, collect, check } = await stageWithEvents();
    const evidence = await collect([first], false);
    expect(await check(evidence)).toMatchObject({ proved: 0, findings: [{ kind: 'missing' }] });
    expect(await checkReport(evidence, [stage.signer.publicKey], stage.archive)).toMatchObject({
      proved: 1,
      findings: [],
    });
  });

  test('finds digests that another key has signed', async () => {
    const { first, collect, check } = await stageWithEvents();
    expect(await check(await collect([first]), testSigner().publicKey)).toMatchObject({
      proved: 0,
      findings: [{ kind: 'forged', subject: 'digests/2026/11/24/T0200.json' }],
    });
  });

  test.each([
    [
      'a changed event',
      (evidence: Evidence) => ({
        ...evidence,
        events: evidence.events.map(event => ({ ...event, line: event.line.replace('192.0.2.7', '192.0.2.8') })),
      }),
      'inserted',
    ],
    ['an event without its digest', (evidence: Evidence) => ({ ...evidence, windows: [] }), 'inserted'],
    [
      'a changed digest',
      (evidence: Evidence) => ({
        ...evidence,
        windows: evidence.windows.map(one => ({ ...one, digest: one.digest.replace('"count":1', '"count":2') })),
      }),
      'forged',
    ],
    [
      'the digest of another window',
      (evidence: Evidence) => ({
        ...evidence,
        windows: evidence.windows.map(one => ({ ...one, digest: evidence.windows[1]?.digest ?? '' })),
      }),
      'reordered',
    ],
    [
      'another events file',
      (evidence: Evidence) => ({
        ...evidence,
        windows: evidence.windows.map(one => ({ ...one, events_file: evidence.windows[1]?.events_file ?? '' })),
      }),
      'reordered',
    ],
    [
      'a file that is no gzip',
      (evidence: Evidence) => ({
        ...evidence,
        windows: evidence.windows.map(one => ({ ...one, events_file: 'AAAA' })),
      }),
      'unreadable',
    ],
  ])('finds %s', async (_, change, kind) => {
    const { first, second, collect, check } = await stageWithEvents();
    const { findings } = await check(change(await collect([first, second])));
    expect(findings.map(finding => finding.kind)).toContain(kind);
  });
});

describe('the file of a report', () => {
  test('has no script that runs, no link and no image, whatever others wrote', async () => {
    const { stage, collect } = await stageWithEvents();
    const hostile = {
      ...itemAt(at('03:02'), { realm_user_id: HOSTILE, user_agent: HOSTILE }),
      event: HOSTILE,
      [HOSTILE]: HOSTILE,
    };
    stage.trail.put(hostile);
    await stage.digest('03:25');
    const evidence = { ...(await collect([hostile])), question: { q: HOSTILE }, stack: HOSTILE };
    const html = reportHtml(evidence);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<script[^>]*>/)?.[0]).toBe('<script type="application/json" id="evidence">');
    expect(html).not.toMatch(/<(img|a|link|iframe|form|object)\b/);
    for (const character of ['\u202e', '\u001b']) expect(html).not.toContain(character);
    expect(html).toContain('&#60;img src=x onerror=&#34;alert(1)&#34;&#62;\\u{202e}\\u{1b}[31m&#39; &#38;');
    // The data is still what it was.
    expect(evidenceOf(html)).toEqual(evidence);
  });

  test('is not taken for a report if it is another file', () => {
    expect(evidenceOf('<html></html>')).toBeUndefined();
    expect(evidenceOf('<script type="application/json" id="evidence">{"format":2}</script>')).toBeUndefined();
  });
});
