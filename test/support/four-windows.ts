import { type AuditItem, keyText } from '../../lambda/domain/digest-chain/audit-item.ts';
import { itemAt } from './audit-events.ts';
import { at, digestStage } from './digest-stage.ts';

/** A stage with four windows, 02:00 to 03:00, digested at 03:05: two events, none, one that was late by a window, and one. */
export const fourWindows = async () => {
  const stage = digestStage();
  const items = [itemAt(at('02:01')), itemAt(at('02:02')), itemAt(at('02:03')), itemAt(at('02:46'))];
  const [first, second, late, last] = items as [AuditItem, AuditItem, AuditItem, AuditItem];
  stage.trail.put(first, second);
  await stage.digest('02:20');
  stage.trail.put(late, last);
  await stage.digest('03:05');
  const item = (index: number): AuditItem => items[index] as AuditItem;
  const { objects } = stage.archive;
  const object = (key: string): string => objects.get(key) ?? '';
  const replace = (key: string, text: string) => objects.set(key, text);
  return {
    stage,
    item,
    /** How findings name the item. */
    subject: (index: number) => `item ${keyText(item(index))}`,
    object,
    replace,
    edit: (key: string, edit: (text: string) => string) => replace(key, edit(object(key))),
  };
};
