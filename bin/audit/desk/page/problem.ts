import { byId, make } from '../../../pages/browser/dom.ts';
import { DeskError } from './desk-api.ts';

/** Returns what happened and what to do, as one text. A defect of the page keeps its message. */
export const problemText = (error: unknown): string =>
  error instanceof DeskError ? `${error.problem.message} ${error.problem.help}` : `The page has a defect: ${error}`;

/** Shows a problem above the events, with a button that tries again. */
export const showProblem = (error: unknown, tryAgain: () => void): void => {
  const problem = byId('problem');
  const again = make('button', { class: 'plain', text: 'Try again', attributes: { type: 'button' } });
  again.addEventListener('click', tryAgain);
  const { message, help } = error instanceof DeskError ? error.problem : { message: problemText(error), help: '' };
  problem.replaceChildren(make('h2', { text: message }), make('p', { text: help }), again);
  problem.hidden = false;
};

export const hideProblem = (): void => {
  byId('problem').hidden = true;
};
