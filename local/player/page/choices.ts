import { byId, make } from '../../../bin/pages/browser/dom.ts';
import type { ListedCall, PlayerModel, PlayerRecording, PlayerUser } from '../player-model.ts';
import { abbreviateSid } from './abbreviate.ts';

/** The chosen user and recording. */
export interface Choice {
  readonly user: PlayerUser;
  readonly recording: PlayerRecording;
}

/** Lists the model's users and recordings as radio buttons. Returns a function that returns the current choice. */
export const offerChoices = ({ users, recordings }: PlayerModel): (() => Choice | undefined) => {
  byId('people').replaceChildren(...users.map(personOption));
  byId('recordings').replaceChildren(...recordings.map(recordingOption));
  const chosen = (): Choice | undefined => {
    const user = users.find(({ key }) => key === checkedValue('user'));
    const recording = recordings.find(({ sid }) => sid === checkedValue('recording'));
    return user && recording && { user, recording };
  };
  const tellChoice = () => {
    const choice = chosen();
    byId('play-as').textContent = choice?.user.name ?? '…';
    byId('about-call').textContent = choice ? aboutCall(choice.recording.call) : '';
    byId('expected').textContent = choice?.recording.expected[choice.user.key]?.text ?? '';
  };
  byId('ask').addEventListener('change', tellChoice);
  tellChoice();
  return chosen;
};

const START = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

const aboutCall = ({ agent, queue, startedAt }: ListedCall): string =>
  [agent ? `Call of ${agent}` : 'Agent not reported yet', queue, START.format(new Date(startedAt))]
    .filter(part => part !== undefined)
    .join(' · ');

const checkedValue = (name: string): string | undefined =>
  document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;

const personOption = (user: PlayerUser, index: number): HTMLElement =>
  option({ group: 'user', value: user.key, checked: index === 0 }, [
    make('span', { class: 'avatar', text: user.name.slice(0, 1), attributes: { 'aria-hidden': 'true' } }),
    make('span', {
      class: 'choice-text',
      children: [make('strong', { text: user.name }), make('span', { class: 'quiet', text: user.role })],
    }),
  ]);

const recordingOption = (recording: PlayerRecording, index: number): HTMLElement =>
  option({ group: 'recording', value: recording.sid, checked: index === 0 }, [
    make('span', {
      class: 'choice-text',
      children: [
        make('strong', { text: recording.title }),
        make('code', { class: 'quiet', text: abbreviateSid(recording.sid), attributes: { title: recording.sid } }),
      ],
    }),
    ...(recording.encrypted ? [make('span', { class: 'tag', text: 'encrypted' })] : []),
    ...(recording.restricted ? [make('span', { class: 'tag warn', text: 'restricted' })] : []),
  ]);

const option = (
  { group, value, checked }: { group: string; value: string; checked: boolean },
  content: readonly Node[],
): HTMLElement => {
  const input = make('input', { attributes: { type: 'radio', name: group, value } });
  input.checked = checked;
  return make('label', { class: 'choice', children: [input, ...content] });
};
