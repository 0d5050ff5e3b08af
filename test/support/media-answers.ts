import type { MediaAnswer } from '../../lambda/domain/media/media-answer.ts';
import { collect } from './byte-stream.ts';
import { MediaWorld } from './media-world.ts';
import { encryptedVector, type VECTOR_NAMES } from './vectors.ts';

export const encryptedWorld = (name: (typeof VECTOR_NAMES)[number] = 'unaligned') => {
  const vector = encryptedVector(name);
  return { vector, world: new MediaWorld(vector.object, vector.details) };
};

export const plainWorld = () => new MediaWorld(Buffer.from('RIFFsizeWAVE on'));

/** Returns a successful answer; throws for a failed one. */
export const served = async (answer: ReturnType<MediaWorld['request']>): Promise<MediaAnswer> => {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.reason);
  return result.value;
};

export const bodyOf = async (answer: ReturnType<MediaWorld['request']>): Promise<Buffer> => {
  const { body } = await served(answer);
  return body ? collect(body) : Buffer.alloc(0);
};

/** Returns code and reason of a failed answer, or `served`. */
export const refusal = async (answer: ReturnType<MediaWorld['request']>): Promise<string> => {
  const result = await answer;
  return result.ok ? 'served' : `${result.error.code} ${result.error.reason}`;
};
