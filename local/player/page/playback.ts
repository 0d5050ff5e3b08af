import { byId } from '../../../bin/pages/browser/dom.ts';
import type { Choice } from './choices.ts';
import { showLinkExpiry } from './link-expiry.ts';
import { explainMediaFailure } from './media-failure.ts';
import { listMediaRequests } from './network-log.ts';
import { wireTransport } from './transport.ts';
import { readWaveOutline, type WaveOutline } from './wave/wave-outline.ts';
import { createWaveform, WAVE_COLUMNS } from './wave/waveform.ts';

/** Plays one link at a time. */
export interface Playback {
  start(mediaUrl: string, choice: Choice): void;
  stop(): void;
  /** Stops a recording that could not be played, so that its message does not stay beside another choice. */
  dismissTrouble(): void;
}

/** Connects the player card's controls to the audio element. */
export const createPlayback = (): Playback => {
  const audio = byId('audio', HTMLAudioElement);
  const trouble = byId('media-trouble');
  let endCurrent = () => {};
  wireTransport(audio);
  audio.addEventListener('error', async () => {
    const mediaUrl = audio.getAttribute('src');
    if (!mediaUrl) return;
    const text = await explainMediaFailure(mediaUrl);
    // Another recording may have been started while the explanation was fetched.
    if (audio.getAttribute('src') !== mediaUrl) return;
    trouble.textContent = text;
    trouble.hidden = false;
  });

  const stop = () => {
    endCurrent();
    endCurrent = () => {};
    audio.pause();
    audio.removeAttribute('src');
    audio.load();
    trouble.hidden = true;
    for (const id of ['media-trouble', 'outline-note', 'link-expiry', 'player-title', 'player-who'])
      byId(id).textContent = '';
    byId('player').hidden = true;
  };

  return {
    start: (mediaUrl, { user, recording }) => {
      byId('player').hidden = false;
      byId('player-title').textContent = recording.title;
      byId('player-who').textContent = `as ${user.name}`;
      const stopCountdown = showLinkExpiry(mediaUrl);
      const stopListing = listMediaRequests(mediaUrl);
      const outlining = new AbortController();
      audio.src = mediaUrl;
      const waveform = createWaveform(audio);
      endCurrent = () => {
        outlining.abort();
        waveform.destroy();
        stopCountdown();
        stopListing();
      };
      // The outline is read only after the sound has started: the user wants to hear the recording first.
      audio.addEventListener('loadeddata', () => void drawOutline(mediaUrl, waveform.draw, outlining.signal), {
        once: true,
        signal: outlining.signal,
      });
      // Rejects when the media cannot be loaded, which the error event above shows, or when playback was stopped.
      audio.play().catch(() => {});
    },
    stop,
    dismissTrouble: () => {
      if (!trouble.hidden) stop();
    },
  };
};

const drawOutline = async (link: string, draw: (outline: WaveOutline) => void, signal: AbortSignal): Promise<void> => {
  const note = byId('outline-note');
  const onProgress = (progress: WaveOutline) => {
    if (signal.aborted) return;
    draw(progress);
    note.textContent = progress.sampled
      ? `Long recording: the waveform is sampled at ${WAVE_COLUMNS} places with small range requests, without downloading the file.`
      : '';
  };
  try {
    const outlined = await readWaveOutline(link, WAVE_COLUMNS, { signal, onProgress });
    if (!outlined && !signal.aborted) note.textContent = 'No waveform: the file is not 16-bit PCM.';
  } catch {
    // Playback is not affected: if the link is refused, the audio element reports that.
    if (!signal.aborted) note.textContent = 'The waveform could not be read.';
  }
};
