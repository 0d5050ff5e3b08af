import WaveSurfer from 'wavesurfer.js';
import { byId, make } from './dom.ts';
import type { WaveOutline } from './wave-outline.ts';

/** Enough to see who speaks when; few enough that a long recording is outlined by few requests. */
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
 * Shows the waveform of what `audio` plays, one row and colour per channel. The library only draws: the audio element
 * has its source already, and the outline comes from `readWaveOutline`, so it never fetches the recording itself.
 */
export const createWaveform = (audio: HTMLAudioElement): Waveform => {
  const container = byId('wave-canvas');
  const darkScheme = matchMedia('(prefers-color-scheme: dark)');
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
      ...look(container, outline.peaks.length),
      ...styleNonce(),
    });
    created.on('resize', restyle);
    showLegend(outline.peaks.length);
    return created;
  };
  const restyle = () => drawn && surfer?.setOptions(look(container, drawn.peaks.length));
  darkScheme.addEventListener('change', restyle);

  const draw = (outline: WaveOutline) => {
    if (surfer) surfer.load(audio.src, scaled(outline), outline.durationSeconds).catch(() => {});
    else surfer = create(outline);
  };

  return {
    draw: outline => {
      // An outline fills faster than a screen refreshes.
      if (!frame)
        frame = requestAnimationFrame(() => {
          frame = 0;
          if (drawn) draw(drawn);
        });
      drawn = outline;
    },
    destroy: () => {
      cancelAnimationFrame(frame);
      darkScheme.removeEventListener('change', restyle);
      surfer?.destroy();
      byId('legend').replaceChildren();
    },
  };
};

/** Fills the height with the loudest of all channels, so that they can be compared; silence stays silence. */
const scaled = ({ peaks }: WaveOutline): number[][] => {
  const loudest = Math.max(QUIETEST_FULL_HEIGHT, ...peaks.flat());
  return peaks.map(channel => channel.map(peak => peak / loudest));
};

/** What depends on the colour scheme and on the width: one bar per column. */
const look = (container: HTMLElement, channels: number) => {
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
        // One channel holds everybody.
        text: channels === 1 ? 'Everybody, one channel' : name,
      }),
    ),
  );

/** The library writes a style element; the page's policy admits it by the nonce of the page's own style sheet. */
const styleNonce = (): { cspNonce?: string } => {
  const sheet = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]');
  return sheet?.nonce ? { cspNonce: sheet.nonce } : {};
};
