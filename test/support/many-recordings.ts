import type { TwilioRecording } from '../../local/twilio/recording-resource.ts';

/** A number of recordings, one per minute before noon of a day. Every third one is encrypted. */
export const manyRecordings = (count: number): TwilioRecording[] =>
  Array.from({ length: count }, (_, index) => ({
    sid: `RE${String(index).padStart(32, '0')}`,
    callSid: `CA${String(index).padStart(32, '0')}`,
    startedAt: new Date(Date.parse('2026-11-24T12:00:00Z') - index * 60_000),
    durationSeconds: 10 + (index % 50),
    channels: index % 2 === 0 ? 2 : 1,
    ...(index % 3 === 0 && {
      encryption: {
        publicKeySid: `CR${'1'.repeat(32)}`,
        encryptedCek: Buffer.from(`cek ${index}`).toString('base64'),
        iv: Buffer.from(`iv ${index}`).toString('base64'),
      },
    }),
  }));
