import type { ItemValue, StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { make, pairs } from '../../../pages/browser/dom.ts';
import { unprotected } from '../../queries/change-text.ts';
import { headlineOf, personOf, textOf, timeOfDay, whyOf } from './event-words.ts';
import { policyDisclosure } from './policy-text.ts';
import { searchLink } from './search-link.ts';

/** The part of an entry that is the same in all entries of a search, and therefore left out. */
export type Named = 'recording' | 'person' | undefined;

/** Creates the entry of an event: when, who, what, which recording, why, from where; and all attributes on demand. */
export const eventEntry = (event: StoredItem, named: Named): HTMLElement => {
  const { tone } = headlineOf(event);
  return make('li', {
    class: `event ${tone}`,
    attributes: { 'data-event': textOf(event['event']), 'data-key': event.event_key },
    children: [
      make('time', { text: timeOfDay(event), attributes: { datetime: textOf(event['occurred_at']) } }),
      make('div', {
        class: 'event-body',
        children: [
          make('p', { class: 'event-head', children: headOf(event, named) }),
          ...changes(event),
          details(event),
        ],
      }),
    ],
  });
};

const headOf = (event: StoredItem, named: Named): Node[] => {
  const { label, tone } = headlineOf(event);
  const person = personOf(event);
  return [
    ...(named === 'person' || person.name === '' ? [] : [searchLink('name', person.name, person.search)]),
    make('span', { class: `badge ${tone}`, text: label }),
    ...(event['other_address'] === true ? [make('span', { class: 'badge bad', text: 'from another address' })] : []),
    ...(named === 'recording' ? [] : [searchLink('sid', event.recording_sid, event.recording_sid)]),
  ];
};

const circumstances = (event: StoredItem): string =>
  [whyOf(event), textOf(event['source_ip']) && `from ${textOf(event['source_ip'])}`]
    .filter(text => text !== '')
    .join(' · ');

/** Creates the table of what a change of the rules was: each fact before and after. */
const changes = (event: StoredItem): Node[] => {
  const [before, after] = [mapOf(event['before']), mapOf(event['after'])];
  const facts = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  if (facts.length === 0) return [];
  const value = (facts: Readonly<Record<string, ItemValue>>, name: string, absent: string) =>
    Object.hasOwn(facts, name) ? textOf(facts[name]) : absent;
  const texts = facts.map(
    name => [name, `${value(before, name, 'unknown')} → ${value(after, name, 'cleared')}`] as const,
  );
  return [
    make('dl', { class: 'pairs', children: pairs(Object.fromEntries(texts)) }),
    ...unprotected(event).map(text => make('p', { text })),
  ];
};

const mapOf = (value: ItemValue | undefined): Readonly<Record<string, ItemValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, ItemValue>) : {};

/** Long lists of attributes are made when somebody looks at them. */
const details = (event: StoredItem): HTMLElement => {
  const element = make('details', { children: [make('summary', { text: circumstances(event) || 'Details' })] });
  element.addEventListener('toggle', () => {
    if (!element.open || element.childElementCount > 1) return;
    element.append(...policiesOf(event), make('dl', { class: 'pairs', children: pairs(allAttributes(event)) }));
  });
  return element;
};

const policiesOf = (event: StoredItem): Node[] => {
  const ids = Array.isArray(event['policy_ids']) ? event['policy_ids'] : [];
  return ids.map(id => policyDisclosure(textOf(id), textOf(event['policy_set'])));
};

const allAttributes = (event: StoredItem): Record<string, string> =>
  Object.fromEntries(
    Object.keys(event)
      .sort()
      .map(name => [name, textOf(event[name]) || '—']),
  );
