const REFUSED =
  'The media could not be loaded: the link was refused or has expired. Press Play again to get a new link.';

/** What the media function's error codes mean for somebody who wants to listen. Without a code here: a new link may help. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  integrity_failed:
    'This recording is damaged: its content does not match its tag, so nothing of it is played. A new link does not help. The failure is in the audit trail.',
  recording_changed: 'The recording was replaced after the link was issued. Press Play again to get a new link.',
  recording_not_playable: 'This recording is damaged or neither WAV nor MP3. A new link does not help.',
  unavailable: 'A service that the playback needs did not answer. Press Play again in a moment.',
};

/** Says why the audio element cannot play a link: it does not tell scripts the answer, so this asks once more. */
export const explainMediaFailure = async (mediaUrl: string): Promise<string> => {
  try {
    const response = await fetch(mediaUrl, {
      headers: { Range: 'bytes=0-0' },
      credentials: 'omit',
      cache: 'no-store',
    });
    if (response.ok) return 'This recording has arrived, but the browser cannot play it: the file is damaged.';
    const code = /"code"\s*:\s*"(\w+)"/.exec(await response.text())?.[1] ?? '';
    return EXPLANATIONS[code] ?? REFUSED;
  } catch {
    return 'The media could not be loaded: no answer arrived. Look at the connection, then press Play again.';
  }
};
