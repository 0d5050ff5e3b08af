import { byId, make, pairs } from '../../../bin/pages/browser/dom.ts';
import type { AuditItem, PlayerModel } from '../player-model.ts';
import { abbreviateSid } from './abbreviate.ts';

const SHOWN_ITEMS = 100;

/** The label and colour of each event. */
const BADGES: Readonly<Record<AuditItem['event'], { text: string; tone: string }>> = {
  link_issued: { text: 'link issued', tone: 'good' },
  denied: { text: 'denied', tone: 'bad' },
  not_playable: { text: 'not playable', tone: 'warn' },
  media_opened: { text: 'media opened', tone: 'good' },
  media_fetched: { text: 'media fetched', tone: 'good' },
  media_heard: { text: 'media heard', tone: 'good' },
  media_refused: { text: 'media refused', tone: 'bad' },
  integrity_failed: { text: 'integrity failed', tone: 'bad' },
  link_revoked: { text: 'link revoked', tone: 'warn' },
};

/** Follows the audit trail and lists its items, newest first. `onItem` receives each item once. */
export const followAuditTrail = (model: PlayerModel, onItem: (item: AuditItem) => void): void => {
  const feed = new EventSource('/audit');
  const seen = new Set<string>();
  feed.addEventListener('open', () => showLive('live', true));
  feed.addEventListener('error', () => showLive('reconnecting', false));
  feed.addEventListener('trouble', () => showLive('table unreadable', false));
  feed.addEventListener('audit', event => {
    const item = JSON.parse(event.data) as AuditItem;
    showLive('live', true);
    // After a reconnect the server sends the whole trail again.
    if (seen.has(item.event_key)) return;
    seen.add(item.event_key);
    insert(item, model);
    onItem(item);
  });
};

const showLive = (text: string, good: boolean): void => {
  const live = byId('live');
  live.classList.toggle('good', good);
  live.replaceChildren(make('span', { text }));
};

/** Inserts an item so that the list stays ordered by key: items may arrive in another order. */
const insert = (item: AuditItem, model: PlayerModel): void => {
  byId('trail-empty').hidden = true;
  const list = byId('trail');
  const older = [...list.children].find(({ id }) => id < item.event_key);
  list.insertBefore(entry(item, model), older ?? null);
  while (list.children.length > SHOWN_ITEMS) list.lastElementChild?.remove();
};

const entry = (item: AuditItem, { users, recordings }: PlayerModel): HTMLElement => {
  const badge = BADGES[item.event] ?? { text: item.event, tone: 'warn' };
  const user = users.find(({ workerSid }) => workerSid === item.worker_sid);
  const recording = recordings.find(({ sid }) => sid === item.recording_sid);
  return make('li', {
    class: `audit ${badge.tone}`,
    attributes: { id: item.event_key, 'data-event': item.event },
    children: [
      make('p', {
        class: 'audit-head',
        children: [
          make('span', { class: `badge ${badge.tone}`, text: badge.text }),
          make('time', { text: localTime(item.occurred_at), attributes: { datetime: item.occurred_at } }),
        ],
      }),
      make('p', {
        children: [
          make('strong', { text: user?.name ?? item.realm_user_id ?? item.worker_sid ?? item.operator ?? '' }),
          user ? ` · ${item.realm_user_id ?? item.worker_sid}` : '',
        ],
      }),
      make('p', {
        class: 'quiet',
        children: [
          recording?.title ?? 'unknown recording',
          ' ',
          make('code', { text: abbreviateSid(item.recording_sid) }),
        ],
      }),
      make('p', { class: 'audit-why', children: why(item) }),
      make('details', {
        children: [
          make('summary', { text: 'All attributes' }),
          make('dl', { class: 'pairs', children: pairs(asTexts(item)) }),
        ],
      }),
    ],
  });
};

const why = (item: AuditItem): Node[] => [
  // Events about changes of facts have no policies.
  ...(item.policy_ids ?? []).map(id =>
    make('code', { class: 'policy', text: id, attributes: { title: 'deciding policy' } }),
  ),
  make('code', { text: item.reason, attributes: { title: 'reason' } }),
  ...(item.link_expires_at ? [make('span', { text: `link until ${localTime(item.link_expires_at)}` })] : []),
];

const asText = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const localTime = (iso: string): string => new Date(iso).toLocaleTimeString('en-GB');

const asTexts = (item: AuditItem): Record<string, string> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, asText(value)]));
