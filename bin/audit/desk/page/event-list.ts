import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { byId, make } from '../../../pages/browser/dom.ts';
import { eventEntry, type Named } from './event-entry.ts';
import { dayInWords, dayOf } from './event-words.ts';

/** Empties the list. */
export const clearEvents = (): void => byId('days').replaceChildren();

/** Appends events to the list, under a heading for each day. */
export const appendEvents = (events: readonly StoredItem[], named: Named): void => {
  const days = byId('days');
  for (const event of events) {
    const day = dayOf(event);
    if (!(days.lastElementChild instanceof HTMLElement) || days.lastElementChild.dataset['day'] !== day) {
      days.append(daySection(day));
    }
    days.lastElementChild?.querySelector('ol')?.append(eventEntry(event, named));
  }
};

const daySection = (day: string): HTMLElement =>
  make('section', {
    class: 'card day',
    attributes: { 'data-day': day },
    children: [make('h3', { text: dayInWords(day) }), make('ol', { class: 'events' })],
  });
