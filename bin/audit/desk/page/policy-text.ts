import { make } from '../../../pages/browser/dom.ts';
import type { PolicyText } from '../desk-model.ts';
import { askForJson } from './desk-api.ts';
import { problemText } from './problem.ts';

/** Creates a disclosure that reads a deciding policy when it is opened: what it is for, in words, and its text. */
export const policyDisclosure = (id: string, policySet: string): HTMLElement => {
  const body = make('div', { class: 'policy-body' });
  const details = make('details', {
    class: 'policy-text',
    children: [make('summary', { children: ['Policy ', make('code', { class: 'policy', text: id })] }), body],
  });
  details.addEventListener('toggle', () => {
    if (details.open && body.childElementCount === 0) void showPolicy(body, id, policySet);
  });
  return details;
};

const showPolicy = async (body: HTMLElement, id: string, policySet: string): Promise<void> => {
  try {
    const policy = await askForJson<PolicyText>('policy', new URLSearchParams({ id }));
    body.replaceChildren(...policyParts(policy, policySet));
  } catch (error) {
    body.replaceChildren(make('p', { class: 'trouble', text: problemText(error) }));
  }
};

const policyParts = ({ words, text, policySet }: PolicyText, decidedBy: string): Node[] => {
  if (text === '') {
    return [
      make('p', { class: 'trouble', text: 'The policy files of this folder have no policy with this id any more.' }),
    ];
  }
  return [
    ...(words ? [make('p', { class: 'policy-words', text: words })] : []),
    make('pre', { text }),
    make('p', { class: 'quiet small', text: originOf(policySet, decidedBy) }),
  ];
};

/** Says whether the text is the one that decided: an event names the hash of all policies. */
const originOf = (policySet: string | undefined, decidedBy: string): string => {
  if (policySet === undefined) {
    return `The decision was made by the policy set ${decidedBy}. Whether this text is of that set could not be checked here.`;
  }
  if (policySet === decidedBy)
    return 'This is the text that decided: the files of this folder are the policy set of the event.';
  return `The files of this folder are another policy set (${policySet}) than the one that decided (${decidedBy}). The text may have changed since.`;
};
