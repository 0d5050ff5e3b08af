/** A WAV file, 8 kHz 16-bit PCM like Twilio's, from one array of samples (−1 to 1) per channel. */
export const wavFile = (channels: readonly (readonly number[])[], extraChunks: Buffer = Buffer.alloc(0)): Buffer => {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = channels.length * 2;
  const data = Buffer.alloc(frames * frameBytes);
  for (const [channel, samples] of channels.entries()) {
    for (const [frame, sample] of samples.entries()) {
      data.writeInt16LE(Math.round(sample * 0x7fff), frame * frameBytes + channel * 2);
    }
  }
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(8000, 4);
  format.writeUInt32LE(8000 * frameBytes, 8);
  format.writeUInt16LE(frameBytes, 12);
  format.writeUInt16LE(16, 14);
  const chunks = Buffer.concat([chunk('fmt ', format), extraChunks, chunk('data', data)]);
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunks]));
};

/** A RIFF chunk, padded to an even length. */
export const chunk = (id: string, content: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
};

/** This number of bytes that begin like a WAV file. They are not playable audio. */
export const waveBytes = (lengthBytes: number): Buffer => {
  const bytes = Buffer.alloc(lengthBytes, 'sound ');
  bytes.write('RIFFsizeWAVE', 'latin1');
  return bytes;
};
