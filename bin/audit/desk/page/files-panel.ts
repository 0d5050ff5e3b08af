import { byId } from '../../../pages/browser/dom.ts';
import { download } from './desk-api.ts';
import { hideProblem, showProblem } from './problem.ts';
import { addressQuestion } from './search-form.ts';

/** Lets the buttons save the shown search: as an evidence report, as CSV and as JSON. */
export const prepareFiles = (): void => {
  onPress('save-csv', () => ['export', withField('format', 'csv')]);
  onPress('save-json', () => ['export', withField('format', 'json')]);
  onPress('save-report', () => ['report', withField('attach', byId('attach', HTMLInputElement).checked ? '1' : '0')]);
};

const withField = (name: string, value: string): URLSearchParams => {
  const question = addressQuestion();
  question.set(name, value);
  return question;
};

const onPress = (id: string, fileOf: () => [endpoint: string, question: URLSearchParams]): void => {
  const button = byId(id, HTMLButtonElement);
  const save = async (): Promise<void> => {
    button.disabled = true;
    hideProblem();
    try {
      await download(...fileOf());
      byId('saved').textContent = 'Saved.';
    } catch (error) {
      showProblem(error, save);
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', save);
};
