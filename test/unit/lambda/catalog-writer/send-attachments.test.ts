import { describe, expect, test } from 'vitest';
import { sendAttachments } from '../../../../lambda/catalog-writer/send-attachments.ts';
import type { Attachment } from '../../../../lambda/domain/attachment/attachment.ts';
import type { CatalogEntry } from '../../../../lambda/domain/catalog/catalog-entry.ts';
import { fail } from '../../../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';

const recordingSid = `RE${'1'.repeat(32)}` as RecordingSid;
const taskSid = `WT${'2'.repeat(32)}`;
const startedAt = new Date('2026-11-24T10:00:00Z');
const entry: CatalogEntry = { recordingSid, taskSid, startedAt, callSid: `CA${'3'.repeat(32)}`, channels: 2 };

const sent: Attachment[] = [];
const send = async (attachment: Attachment) => {
  sent.push(attachment);
  return ok(undefined);
};
const catalogOf = (found: CatalogEntry | undefined) => ({ find: async () => ok(found) });

describe('the attachments that a message causes', () => {
  test('contain the facts of each recording whose task is known', async () => {
    sent.length = 0;
    expect(await sendAttachments({ catalog: catalogOf(entry), send }, [recordingSid])).toEqual(ok(undefined));
    const { startedAt: _, ...facts } = entry;
    expect(sent).toEqual([{ ...facts, recordingStartedAt: startedAt }]);
  });

  test('do not contain a call if a conference was recorded, although Twilio can name one', async () => {
    sent.length = 0;
    const ofConference = { ...entry, conferenceSid: `CF${'4'.repeat(32)}` };
    await sendAttachments({ catalog: catalogOf(ofConference), send }, [recordingSid]);
    expect(sent).toEqual([{ taskSid, recordingSid, recordingStartedAt: startedAt, channels: 2 }]);
  });

  test.each<[string, CatalogEntry | undefined]>([
    ['the task is not known yet', { recordingSid, startedAt }],
    ['the start is not known yet', { recordingSid, taskSid }],
    ['the catalog has no entry', undefined],
  ])('are none while %s', async (_, found) => {
    sent.length = 0;
    expect(await sendAttachments({ catalog: catalogOf(found), send }, [recordingSid])).toEqual(ok(undefined));
    expect(sent).toEqual([]);
  });

  test('fail when the catalog or the queue does, so that the message comes back', async () => {
    const catalog = { find: async () => fail('unavailable', 'catalog_throttled') };
    expect(await sendAttachments({ catalog, send }, [recordingSid])).toMatchObject({
      error: { reason: 'catalog_throttled' },
    });
    const broken = async () => fail('unavailable', 'queue_timeout');
    expect(await sendAttachments({ catalog: catalogOf(entry), send: broken }, [recordingSid])).toMatchObject({
      error: { reason: 'queue_timeout' },
    });
  });
});
