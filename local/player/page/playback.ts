import type { Choice } from './choices.ts';
import { byId } from './dom.ts';
import { showLease } from './lease.ts';
import { listMediaRequests } from './network-log.ts';
import { wireTransport } from './transport.ts';
import { readWaveOutline, type WaveOutline } from './wave-outline.ts';
import { createWaveform, WAVE_COLUMNS } from './waveform.ts';

/** Plays one link at a time. */
export interface Playback {
  start(mediaUrl: string, choice: Choice): void;
  stop(): void;
}

/** Makes the player card work. */
export const createPlayback = (): Playback => {
  const audio = byId('audio', HTMLAudioElement);
  const trouble = byId('media-trouble');
  let endCurrent = () => {};
  wireTransport(audio);
  audio.addEventListener('error', () => {
    if (audio.getAttribute('src')) trouble.hidden = false;
  });

  return {
    start: (mediaUrl, { user, recording }) => {
      byId('player').hidden = false;
      byId('player-title').textContent = recording.title;
      byId('player-who').textContent = `as ${user.name}`;
      const endLease = showLease(mediaUrl);
      const endListing = listMediaRequests(mediaUrl);
      const outlining = new AbortController();
      audio.src = mediaUrl;
      const waveform = createWaveform(audio);
      endCurrent = () => {
        outlining.abort();
        waveform.destroy();
        endLease();
        endListing();
      };
      // The outline waits for the sound: whoever presses play wants to hear something first.
      audio.addEventListener('loadeddata', () => void outline(mediaUrl, waveform.draw, outlining.signal), {
        once: true,
        signal: outlining.signal,
      });
      // Fails when the media cannot be loaded, which the audio element's error event shows, or when stopped meanwhile.
      audio.play().catch(() => {});
    },
    stop: () => {
      endCurrent();
      endCurrent = () => {};
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      trouble.hidden = true;
      byId('player').hidden = true;
    },
  };
};

const outline = async (link: string, draw: (outline: WaveOutline) => void, signal: AbortSignal): Promise<void> => {
  const note = byId('outline-note');
  note.textContent = '';
  const onProgress = (progress: WaveOutline) => {
    if (signal.aborted) return;
    draw(progress);
    note.textContent = progress.sampled
      ? `A long recording: its outline is sampled at ${WAVE_COLUMNS} places by small ranged requests, not downloaded.`
      : '';
  };
  try {
    const outlined = await readWaveOutline(link, WAVE_COLUMNS, { signal, onProgress });
    if (!outlined) note.textContent = 'Not 16-bit PCM: no outline to draw.';
  } catch {
    // Only the drawing is lost; a refused link shows itself in the audio element.
    if (!signal.aborted) note.textContent = 'The outline could not be read.';
  }
};
