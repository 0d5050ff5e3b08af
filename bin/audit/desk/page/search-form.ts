import { byId, make } from '../../../pages/browser/dom.ts';
import type { DeskModel } from '../desk-model.ts';
import { wordsOf } from './event-words.ts';

const FIELDS = ['q', 'since', 'until', 'event'] as const;

const form = (): HTMLFormElement => byId('search', HTMLFormElement);
const field = (name: (typeof FIELDS)[number]): HTMLInputElement | HTMLSelectElement => byId(name);
const checks = (): HTMLInputElement[] => [...form().querySelectorAll<HTMLInputElement>('input[name=only]')];

/** Fills the list of events and puts each new search into the address, so that Back, links and bookmarks work. */
export const prepareForm = ({ events }: DeskModel): void => {
  field('event').append(
    ...events.map(name => make('option', { text: `${name} – ${wordsOf(name).label}`, attributes: { value: name } })),
  );
  form().addEventListener('submit', event => {
    event.preventDefault();
    const question = formQuestion();
    if (location.hash.slice(1) === String(question)) dispatchEvent(new HashChangeEvent('hashchange'));
    else location.hash = String(question);
  });
};

/** Returns the search that the address names. */
export const addressQuestion = (): URLSearchParams => new URLSearchParams(location.hash.slice(1));

/** Shows a search in the form. */
export const showInForm = (question: URLSearchParams): void => {
  for (const name of FIELDS) field(name).value = question.get(name) ?? '';
  for (const check of checks()) check.checked = question.getAll('only').includes(check.value);
};

const formQuestion = (): URLSearchParams => {
  const question = new URLSearchParams();
  for (const name of FIELDS) {
    const value = field(name).value.trim();
    if (value !== '') question.set(name, value);
  }
  for (const check of checks()) if (check.checked) question.append('only', check.value);
  return question;
};
