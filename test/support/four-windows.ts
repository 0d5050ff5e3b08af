import { digestText, signedText, statementOf } from '../../lambda/domain/audit/chain/digest.ts';
import type { DigestSigner } from '../../lambda/domain/audit/chain/ports.ts';
import { keyText, type StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { orStreamFailure } from '../../lambda/domain/audit/chain/stream-failure.ts';
import { itemAt } from './audit-events.ts';
import { at, digestKeyAt, digestStage } from './digest-stage.ts';

/** A stage with four windows, 02:00 to 03:00, digested at 03:05. They have two events, none, one late event, and one. */
export const fourWindows = async () => {
  const stage = digestStage();
  const items = [itemAt(at('02:01')), itemAt(at('02:02')), itemAt(at('02:03')), itemAt(at('02:46'))];
  const [first, second, late, last] = items as [StoredItem, StoredItem, StoredItem, StoredItem];
  stage.trail.put(first, second);
  await stage.digest('02:20');
  stage.trail.put(late, last);
  await stage.digest('03:05');
  const item = (index: number): StoredItem => items[index] as StoredItem;
  const { objects } = stage.archive;
  const object = (key: string): string => objects.get(key) ?? '';
  const replace = (key: string, text: string) => objects.set(key, text);
  return {
    stage,
    item,
    /** The name of the item in findings. */
    subject: (index: number) => `item ${keyText(item(index))}`,
    object,
    replace,
    /** Replaces a digest by one with the same content and another signature. */
    signAgain: async (time: string, signer: DigestSigner = stage.signer) => {
      const digest = stage.digestOf(time);
      if (!digest) throw new Error(`the stage has no digest of ${time}`);
      const signature = orStreamFailure(await signer.sign(signedText(statementOf(digest))));
      replace(digestKeyAt(time), digestText({ ...digest, signature }));
    },
    edit: (key: string, edit: (text: string) => string) => replace(key, edit(object(key))),
  };
};
