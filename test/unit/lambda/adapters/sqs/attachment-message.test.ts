import { describe, expect, test } from 'vitest';
import { attachmentFromMessage, attachmentMessage } from '../../../../../lambda/adapters/sqs/attachment-message.ts';
import type { Attachment } from '../../../../../lambda/domain/attachment/attachment.ts';
import type { RecordingSid } from '../../../../../lambda/domain/shared/recording-sid.ts';

const sid = (prefix: string) => prefix + 'a'.repeat(32);
const least: Attachment = {
  taskSid: sid('WT'),
  recordingSid: sid('RE') as RecordingSid,
  recordingStartedAt: new Date('2026-11-24T10:00:00.000Z'),
};
const most: Attachment = { ...least, callSid: sid('CA'), channels: 2 };

describe('the message of an attachment', () => {
  test.each([
    ['with the required facts', least],
    ['with all facts', most],
  ])('is read as it was written, %s', (_, attachment) => {
    expect(attachmentFromMessage(attachmentMessage(attachment))).toEqual(attachment);
  });

  test('is read without the reason that an earlier attempt added', () => {
    const text = attachmentMessage(most, 'too_late');
    expect(JSON.parse(text).reason).toBe('too_late');
    expect(attachmentFromMessage(text)).toEqual(most);
  });

  test.each([
    ['no JSON', 'hello'],
    ['nothing', 'null'],
    ['another version', JSON.stringify({ ...most, version: 2 })],
    ...['taskSid', 'recordingSid', 'recordingStartedAt', 'callSid', 'channels'].map(name => [
      `a wrong ${name}`,
      JSON.stringify({ version: 1, ...most, [name]: 'x' }),
    ]),
    ['a SID with more behind it', JSON.stringify({ version: 1, ...most, taskSid: `${sid('WT')}/../../x` })],
  ])('is not read from %s', (_, text = '') => {
    expect(attachmentFromMessage(text)).toBeUndefined();
  });
});
