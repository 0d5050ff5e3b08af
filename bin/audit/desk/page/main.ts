import { byId } from '../../../pages/browser/dom.ts';
import type { DeskModel, EventsPage } from '../desk-model.ts';
import { prepareChain } from './chain-panel.ts';
import { askForJson, takeToken } from './desk-api.ts';
import type { Named } from './event-entry.ts';
import { appendEvents, clearEvents } from './event-list.ts';
import { prepareFiles } from './files-panel.ts';
import { showListening } from './heard-panel.ts';
import { hideProblem, showProblem } from './problem.ts';
import { aboutPage } from './results-text.ts';
import { addressQuestion, prepareForm, showInForm } from './search-form.ts';

/** The search that is shown, and where its next page begins. A new search ends the one before. */
let current = new AbortController();

const start = async (): Promise<void> => {
  try {
    const model = await askForJson<DeskModel>('model', new URLSearchParams());
    byId('where').textContent = [model.stack, model.place].filter(text => text !== '').join(' · ');
    prepareForm(model);
    prepareFiles();
    void prepareChain();
    hideProblem();
    addEventListener('hashchange', search);
    await search();
  } catch (error) {
    showProblem(error, start);
  }
};

const search = async (): Promise<void> => {
  current.abort();
  current = new AbortController();
  const question = addressQuestion();
  showInForm(question);
  clearEvents();
  byId('more').hidden = true;
  const { signal } = current;
  void showListening(question, namedBy(question.get('q') ?? ''), signal);
  await readOn(question, { shown: 0, signal });
};

interface Reading {
  readonly shown: number;
  readonly signal: AbortSignal;
}

const readOn = async (question: URLSearchParams, { shown, signal }: Reading): Promise<void> => {
  const about = byId('results-about');
  const more = byId('more', HTMLButtonElement);
  about.textContent = 'Reading …';
  hideProblem();
  more.disabled = true;
  try {
    const page = await askForJson<EventsPage>('events', question, signal);
    appendEvents(page.events, namedBy(question.get('q') ?? ''));
    const total = shown + page.events.length;
    about.textContent = aboutPage(page, total);
    more.hidden = page.next === undefined;
    const following = new URLSearchParams(question);
    following.set('cursor', page.next ?? '');
    more.onclick = () => readOn(following, { shown: total, signal });
  } catch (error) {
    if (signal.aborted) return;
    about.textContent = '';
    showProblem(error, () => readOn(question, { shown, signal }));
  } finally {
    more.disabled = false;
  }
};

const namedBy = (subject: string): Named => {
  if (subject.startsWith('RE')) return 'recording';
  return subject.startsWith('WK') || subject.includes('@') ? 'person' : undefined;
};

takeToken();
await start();
