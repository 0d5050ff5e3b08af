import type { PlaybackConfig } from './playback-config.ts';

/** Returns true if the deployment needs the media endpoint. Keys that are not valid count as absent. */
export const isStreaming = ({ delivery, encryptionKeys, createEncryptionKey }: Partial<PlaybackConfig>): boolean =>
  delivery === 'stream' || createEncryptionKey === true || Object.keys(encryptionKeys ?? {}).length > 0;
