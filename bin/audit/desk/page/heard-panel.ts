import { rangesText } from '../../../../lambda/domain/heard/heard-text.ts';
import { byId, make, pairs } from '../../../pages/browser/dom.ts';
import type { Listening, RecordingFacts } from '../desk-model.ts';
import { askForJson } from './desk-api.ts';
import type { Named } from './event-entry.ts';
import { secondsText } from './event-words.ts';
import { problemText } from './problem.ts';
import { searchLink } from './search-link.ts';

type Link = Listening['links'][number];

/** Shows, for the search of one recording or person, what was heard with each link; hides the panel for other searches. */
export const showListening = async (question: URLSearchParams, named: Named, signal: AbortSignal): Promise<void> => {
  const panel = byId('heard');
  panel.hidden = true;
  if (named === undefined) return;
  const asked = new URLSearchParams(['q', 'since', 'until'].flatMap(name => pairOf(question, name)));
  try {
    const listening = await askForJson<Listening>('listening', asked, signal);
    panel.replaceChildren(...panelParts(listening, named));
  } catch (error) {
    if (signal.aborted) return;
    panel.replaceChildren(make('h2', { text: 'Heard' }), make('p', { class: 'trouble', text: problemText(error) }));
  }
  panel.hidden = false;
};

const pairOf = (question: URLSearchParams, name: string): [string, string][] => {
  const value = question.get(name);
  return value ? [[name, value]] : [];
};

const panelParts = (listening: Listening, named: Named): Node[] => {
  const { links, isComplete, facts, factsProblem, hasEvents } = listening;
  return [
    make('h2', { text: named === 'recording' ? 'Who heard this recording' : 'What this person heard' }),
    ...(facts ? [make('dl', { class: 'pairs', children: pairs(factTexts(facts)) })] : []),
    ...(factsProblem ? [make('p', { class: 'trouble', text: `The catalog could not be read: ${factsProblem}` })] : []),
    ...(named === 'recording' && !facts && !factsProblem ? [unknownRecording(hasEvents)] : []),
    make('ol', { class: 'links', children: links.map(link => linkEntry(link, named)) }),
    ...(links.length === 0 ? [make('p', { class: 'quiet', text: 'No link was given.' })] : []),
    ...(isComplete
      ? []
      : [
          make('p', {
            class: 'quiet small',
            text: 'Only the newest 2,000 events were read. Choose a period for older ones.',
          }),
        ]),
  ];
};

const unknownRecording = (hasEvents: boolean): HTMLElement =>
  make('p', {
    text: hasEvents
      ? 'The catalog has no entry for this recording.'
      : 'Neither the trail nor the catalog knows this recording. Compare the SID, and the period.',
  });

const factTexts = ({ seconds, restricted, held, ...texts }: RecordingFacts): Record<string, string | undefined> => ({
  ...texts,
  length: seconds === undefined ? undefined : secondsText(seconds),
  restricted: yesOrNo(restricted),
  'legal hold': yesOrNo(held),
});

const yesOrNo = (fact: boolean | undefined): string | undefined =>
  fact === undefined ? undefined : fact ? 'yes' : 'no';

const linkEntry = (link: Link, named: Named): HTMLElement =>
  make('li', {
    class: 'link',
    attributes: { 'data-state': link.state },
    children: [
      make('p', {
        class: 'event-head',
        children: [
          named === 'recording'
            ? searchLink('name', link.who, link.who.includes('@') ? link.who : link.workerSid)
            : searchLink('sid', link.recordingSid, link.recordingSid),
          make('span', { text: `asked ${link.askedAt.slice(0, 16).replace('T', ' ')}` }),
          make('strong', { text: link.text }),
          ...(link.otherAddress ? [make('span', { class: 'badge bad', text: 'used from another address' })] : []),
        ],
      }),
      ...heardBar(link),
    ],
  });

/** Draws what was heard over the recording's length. */
const heardBar = ({ ranges, recordingSeconds, precision }: Link): Node[] => {
  if (!recordingSeconds || ranges.length === 0) return [];
  const heard = ranges.map(([from, to]) => {
    const part = make('span');
    // The content security policy forbids style attributes, and permits this.
    part.style.left = `${(100 * from) / recordingSeconds}%`;
    part.style.width = `${(100 * (to - from)) / recordingSeconds}%`;
    return part;
  });
  const label = `${precision === 'exact' ? 'heard' : 'heard at most'}: ${rangesText(ranges)}`;
  return [
    make('div', { class: `bar ${precision}`, attributes: { role: 'img', 'aria-label': label }, children: heard }),
    make('p', {
      class: 'bar-ends quiet small',
      children: [
        make('span', { text: '0:00' }),
        make('span', { text: label }),
        make('span', { text: secondsText(recordingSeconds) }),
      ],
    }),
  ];
};
