import { byId, make } from '../../../bin/pages/browser/dom.ts';
import { clock } from './abbreviate.ts';

const ARROW_SECONDS = 5;
const PAGE_SECONDS = 30;
const BUTTON_SECONDS = 10;

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -ARROW_SECONDS,
  ArrowDown: -ARROW_SECONDS,
  ArrowRight: ARROW_SECONDS,
  ArrowUp: ARROW_SECONDS,
  PageDown: -PAGE_SECONDS,
  PageUp: PAGE_SECONDS,
};

/** Connects play, pause, the skip buttons and the position slider (on top of the waveform) to an audio element. */
export const wireTransport = (audio: HTMLAudioElement): void => {
  const position = byId('position', HTMLInputElement);
  const toggle = byId('toggle');
  let dragging = false;

  const skip = (seconds: number) => {
    audio.currentTime = Math.min(audio.duration || 0, Math.max(0, audio.currentTime + seconds));
  };
  const showTime = (seconds = audio.currentTime) => {
    const duration = Number.isFinite(audio.duration) ? audio.duration : 0;
    if (!dragging) position.value = String(seconds);
    position.setAttribute('aria-valuetext', `${clock(seconds)} of ${clock(duration)}`);
    byId('now').textContent = clock(seconds);
  };
  const showLength = () => {
    position.max = String(audio.duration || 1);
    byId('duration').textContent = clock(audio.duration);
    showTime();
  };
  const showState = () => {
    toggle.setAttribute('aria-label', audio.paused ? 'Play' : 'Pause');
    toggle.classList.toggle('playing', !audio.paused);
  };

  toggle.addEventListener('click', () => (audio.paused ? void audio.play().catch(showState) : audio.pause()));
  byId('back').addEventListener('click', () => skip(-BUTTON_SECONDS));
  byId('forward').addEventListener('click', () => skip(BUTTON_SECONDS));
  position.addEventListener('input', () => {
    dragging = true;
    showTime(Number(position.value));
  });
  position.addEventListener('change', () => {
    dragging = false;
    audio.currentTime = Number(position.value);
  });
  position.addEventListener('keydown', event => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    skip(step);
  });
  for (const event of ['play', 'pause', 'ended', 'emptied']) audio.addEventListener(event, showState);
  for (const event of ['durationchange', 'emptied']) audio.addEventListener(event, showLength);
  for (const event of ['timeupdate', 'seeking']) audio.addEventListener(event, () => dragging || showTime());
  for (const event of ['progress', 'timeupdate', 'emptied']) audio.addEventListener(event, () => showBuffered(audio));
};

/** Shows which parts the browser has already loaded. A seek outside them sends another range request. */
const showBuffered = ({ buffered, duration }: HTMLAudioElement): void => {
  const segments = Array.from({ length: buffered.length }, (_, index) => {
    const segment = make('span');
    segment.style.left = `${(buffered.start(index) / duration) * 100}%`;
    segment.style.width = `${((buffered.end(index) - buffered.start(index)) / duration) * 100}%`;
    return segment;
  });
  byId('buffered').replaceChildren(...segments);
};
