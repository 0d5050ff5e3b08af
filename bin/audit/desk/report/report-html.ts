import { createHash } from 'node:crypto';
import { parseDigest } from '../../../../lambda/domain/audit/chain/digest.ts';
import { parseEventLine } from '../../../../lambda/domain/audit/chain/event-line.ts';
import { sha256Of } from '../../../../lambda/domain/shared/sha256.ts';
import { printable } from '../../../terminal/printable.ts';
import { headlineOf, personOf, textOf, whyOf } from '../page/event-words.ts';
import { type Evidence, type EvidenceState, evidenceElement } from './evidence.ts';
import { REPORT_STYLES } from './report-styles.ts';

/** Text of others is escaped: markup has no effect, and invisible and reversing characters are visible. */
const escaped = (text: string): string =>
  printable(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

const STATE_TEXTS: Readonly<Record<EvidenceState, string>> = {
  covered: 'covered by digest',
  differs: 'NOT as archived: the table has another content',
  missing: 'NOT in the archive, although its window has a digest',
  open: 'no digest covers it yet',
};

/**
 * Formats evidence as one HTML file without scripts, images or links to other files, for reading and printing. Its data is
 * in the file, too: `audit verify-report` checks it.
 */
export const reportHtml = (evidence: Evidence): string => {
  const style = createHash('sha256').update(REPORT_STYLES).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Evidence report</title>
<style>${REPORT_STYLES}</style>
</head>
<body>
<main>
<h1>Evidence report</h1>
<dl>${pairsHtml([
    ['Made', evidence.created_at],
    ['Deployment', evidence.stack],
    [
      'Search',
      Object.entries(evidence.question)
        .map(([name, value]) => `${name}: ${value}`)
        .join(' · ') || 'everything',
    ],
    ['Events', summaryOf(evidence)],
  ])}</dl>
<h2>Events</h2>
<div class="wide" tabindex="0" role="region" aria-label="Events"><table>
<thead><tr><th>#</th><th>When (UTC)</th><th>Who</th><th>What</th><th>Recording</th><th>Why</th><th>From</th><th>Evidence</th></tr></thead>
<tbody>
${evidence.events.map((event, index) => eventRow(event, index, evidence)).join('\n')}
</tbody></table></div>
<h2>Digests</h2>
${evidence.windows.map(windowHtml).join('\n') || '<p>No digest covers these events yet. Windows of 15 minutes are digested about 5 minutes after their end.</p>'}
<h2>How to verify this report</h2>
${howToVerify(evidence)}
<h2>All attributes</h2>
${evidence.events.map(({ line }, index) => `<h3>${index + 1}</h3><pre>${escaped(line)}</pre>`).join('\n')}
</main>
${evidenceElement(evidence)}
</body>
</html>
`;
};

const pairsHtml = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('');

const summaryOf = ({ events }: Evidence): string => {
  const count = (state: EvidenceState) => events.filter(event => event.state === state).length;
  const states = (['covered', 'differs', 'missing', 'open'] as const).filter(state => count(state) > 0);
  return `${events.length}: ${states.map(state => `${count(state)} ${STATE_TEXTS[state]}`).join('; ')}`;
};

const eventRow = (
  { line, state, window }: Evidence['events'][number],
  index: number,
  { windows }: Evidence,
): string => {
  const item = parseEventLine(line)?.item;
  if (!item) return `<tr><td>${index + 1}</td><td colspan="7">${escaped(line)}</td></tr>`;
  const digest = windows.findIndex(({ name }) => name === window) + 1;
  const heard =
    textOf(item['heard_seconds']) && ` ${textOf(item['heard_seconds'])} of ${textOf(item['recording_seconds'])} s`;
  const cells = [
    String(index + 1),
    textOf(item['occurred_at']),
    personOf(item).name,
    headlineOf(item).label + heard,
    item.recording_sid,
    [whyOf(item), textOf(item['policy_ids'])].filter(text => text !== '').join(': '),
    textOf(item['source_ip']),
    STATE_TEXTS[state] + (digest > 0 ? ` ${digest}` : ''),
  ];
  return `<tr class="${state}">${cells.map(cell => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
};

const windowHtml = ({ name, digest, events_file: file }: Evidence['windows'][number], index: number): string => {
  const parsed = parseDigest(digest);
  return `<section><h3>Digest ${index + 1}: digests/${escaped(name)}.json</h3><dl>${pairsHtml([
    ['Window', parsed ? `${parsed.window.from} to ${parsed.window.to}` : 'unreadable'],
    ['Events', parsed ? `${parsed.count}, of which late ${parsed.late_count}` : ''],
    ['SHA-256 of the digest', sha256Of(digest)],
    ['SHA-256 of events', parsed?.events_sha256 ?? ''],
    ['SHA-256 of the digest before', parsed?.previous_sha256 ?? 'none: the first of its chain'],
    ['Key', parsed?.key_id ?? ''],
    ['Signature', parsed?.signature ?? ''],
    ['Events file', `events/${name}.ndjson.gz, ${file ? 'attached' : 'not attached'}`],
  ])}</dl></section>`;
};

const howToVerify = ({ windows, public_keys: keys }: Evidence): string => {
  const isAttached = windows.every(window => window.events_file !== undefined);
  const copy = isAttached ? '' : ' --offline copy';
  return `<p>The signed digests prove the events: each digest contains the hash of a file with all events of a quarter of an hour, and the
hash of the digest before. Use the <strong>public key that you got from somebody you trust</strong>, not the one below, and this file:</p>
<pre>flex-audit verify-report report.html --public-key key.b64${copy}</pre>
${
  isAttached
    ? '<p>The events files are attached to this file, so nothing else is needed, and no network.</p>'
    : `<p>The events files are not part of this report, because they contain events about other recordings. Ask for a copy of these objects of the archive:</p>
<pre>${windows.map(({ name }) => `events/${escaped(name)}.ndjson.gz`).join('\n')}</pre>`
}
<p>Without this software: a digest is canonical JSON. Remove the member <code>signature</code> and the line feed at its end; the rest is signed with ECDSA on P-256 and
SHA-256, in DER. <code>events_sha256</code> is the hash of the uncompressed events file, in which each line is one event as shown at the end of this report.</p>
<p>The public key that this report was made with (base64, DER):</p><pre>${keys.map(escaped).join('\n')}</pre>`;
};
