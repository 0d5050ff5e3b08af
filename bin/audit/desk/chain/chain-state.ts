import { parseDigest } from '../../../../lambda/domain/audit/chain/digest.ts';
import { windowAt } from '../../../../lambda/domain/audit/chain/event-window.ts';
import type { ArchiveReader } from '../../../../lambda/domain/audit/chain/ports.ts';
import { orStreamFailure } from '../../../../lambda/domain/audit/chain/stream-failure.ts';
import { sha256Of } from '../../../../lambda/domain/shared/sha256.ts';
import type { ChainState } from '../desk-model.ts';

const DAY_MS = 86_400_000;

/** Reads the newest digest, at most a day in the future. Does not verify it. Throws `StreamFailure`. */
export const readNewestDigest = async (
  archive: Pick<ArchiveReader, 'findNewestDigest' | 'readDigest'>,
  now: Date,
): Promise<ChainState['newest']> => {
  const window = orStreamFailure(await archive.findNewestDigest(windowAt(now.getTime() + DAY_MS)));
  const text = window && orStreamFailure(await archive.readDigest(window));
  if (text === undefined) return undefined;
  const { from, to } = window ?? { from: '', to: '' };
  return { from, to, sha256: sha256Of(text), events: parseDigest(text)?.count ?? 0 };
};
