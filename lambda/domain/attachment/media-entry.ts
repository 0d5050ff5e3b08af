import type { Attachment } from './attachment.ts';

/** One entry of `conversations.media`. Source: Twilio, "Custom Media attached to Conversations". */
export interface MediaEntry {
  readonly type: 'VoiceRecording';
  readonly url_provider: string;
  /** Epoch milliseconds: the start of the recording. */
  readonly start_time: number;
  readonly channels?: readonly string[];
  readonly title: string;
}

/** Builds the entry with which Flex Insights asks this service for the recording. */
export const mediaEntry = (
  { recordingSid, recordingStartedAt, channels }: Attachment,
  urlProviderUrl: string,
): MediaEntry => ({
  type: 'VoiceRecording',
  url_provider: `${urlProviderUrl}?recording_sid=${recordingSid}`,
  start_time: recordingStartedAt.getTime(),
  ...(channels === 2 && { channels: ['customer', 'others'] }),
  title: 'Call',
});

/**
 * Returns whether an entry of a task already plays the recording through this service: it names the recording, or it asks
 * by call, conference or task, which finds the recording when it is played.
 */
export const plays = (entry: unknown, recordingSid: string, urlProviderUrl: string): boolean => {
  const url = (Object(entry) as { url_provider?: unknown }).url_provider;
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { origin, pathname, searchParams } = new URL(url);
  const own = new URL(urlProviderUrl);
  if (origin !== own.origin || ![own.pathname, '/'].includes(pathname)) return false;
  const named = searchParams.get('recording_sid') ?? searchParams.get('recording');
  if (named !== null) return named === recordingSid;
  return ['call_sid', 'conference_sid', 'task_sid'].some(name => searchParams.has(name));
};
