import WaveSurfer from 'wavesurfer.js';
import { byId, make } from '../../../../bin/pages/browser/dom.ts';
import { drawRuler } from './ruler.ts';
import type { WaveOutline } from './wave-outline.ts';

/** Enough columns to see who speaks when, with few requests for a long recording. */
export const WAVE_COLUMNS = 140;

const CHANNEL_NAMES = ['Customer', 'Agent'];
const CHANNEL_COLOURS = ['customer', 'agent'];
const BAR_SHARE = 0.6;
const QUIETEST_FULL_HEIGHT = 0.1;
const HEIGHT_PX = 128;

/** A drawn waveform that follows an audio element. */
export interface Waveform {
  draw(outline: WaveOutline): void;
  destroy(): void;
}

/**
 * Creates the waveform of the recording that `audio` plays, with one row and colour per channel. The library only
 * draws: the audio element already has its source, and `readWaveOutline` reads the outline, so the library fetches
 * nothing.
 */
export const createWaveform = (audio: HTMLAudioElement): Waveform => {
  const container = byId('wave-canvas');
  const schemes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map(query => matchMedia(query));
  let surfer: WaveSurfer | undefined;
  let drawn: WaveOutline | undefined;
  let frame = 0;

  const create = (outline: WaveOutline): WaveSurfer => {
    const created = WaveSurfer.create({
      container,
      media: audio,
      url: audio.src,
      peaks: scaled(outline),
      duration: outline.durationSeconds,
      interact: false,
      cursorWidth: 2,
      barRadius: 2,
      ...styleOf(container, outline.peaks.length),
      ...styleNonce(),
    });
    created.on('resize', restyle);
    showLegend(outline.peaks.length);
    drawRuler(outline.durationSeconds);
    return created;
  };
  const restyle = () => drawn && surfer?.setOptions(styleOf(container, drawn.peaks.length));
  for (const scheme of schemes) scheme.addEventListener('change', restyle);

  const draw = (outline: WaveOutline) => {
    if (surfer) surfer.load(audio.src, scaled(outline), outline.durationSeconds).catch(() => {});
    else surfer = create(outline);
  };

  return {
    draw: outline => {
      // The outline changes more often than the screen is refreshed.
      if (!frame)
        frame = requestAnimationFrame(() => {
          frame = 0;
          if (drawn) draw(drawn);
        });
      drawn = outline;
    },
    destroy: () => {
      cancelAnimationFrame(frame);
      for (const scheme of schemes) scheme.removeEventListener('change', restyle);
      surfer?.destroy();
      byId('legend').replaceChildren();
      byId('ruler').replaceChildren();
    },
  };
};

/** Scales all channels by the loudest peak of them, so that they can be compared. Silence is not amplified. */
const scaled = ({ peaks }: WaveOutline): number[][] => {
  const loudest = Math.max(QUIETEST_FULL_HEIGHT, ...peaks.flat());
  return peaks.map(channel => channel.map(peak => peak / loudest));
};

/** Returns the options that depend on the colour scheme and on the width: one bar per column. */
const styleOf = (container: HTMLElement, channels: number) => {
  const colour = (name: string) => getComputedStyle(container).getPropertyValue(`--${name}`).trim();
  const columnWidth = container.clientWidth / WAVE_COLUMNS;
  const barWidth = Math.max(1, Math.round(columnWidth * BAR_SHARE));
  return {
    barWidth,
    barGap: Math.max(0.5, columnWidth - barWidth),
    cursorColor: colour('cursor'),
    splitChannels: CHANNEL_COLOURS.slice(0, channels).map(name => ({
      height: HEIGHT_PX / channels,
      waveColor: colour(name),
      progressColor: colour(`${name}-played`),
    })),
  };
};

const showLegend = (channels: number): void =>
  byId('legend').replaceChildren(
    ...CHANNEL_NAMES.slice(0, channels).map((name, index) =>
      make('span', {
        class: `swatch ${CHANNEL_COLOURS[index]}`,
        // A mono recording has all speakers in one channel.
        text: channels === 1 ? 'All speakers, one channel' : name,
      }),
    ),
  );

/** Returns the nonce of the page's style sheet: the page's policy allows the library's style element only with it. */
const styleNonce = (): { cspNonce?: string } => {
  const sheet = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]');
  return sheet?.nonce ? { cspNonce: sheet.nonce } : {};
};
