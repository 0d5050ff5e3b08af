import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { DEMO_SECRET_NAME } from '../../../local/demo/account.ts';
import { DEMO_PUBLIC_KEYS, fetchDemoPublicKeys } from '../../../local/demo/demo-keys.ts';
import { twilioEncryption } from '../../../local/demo/twilio-encryption.ts';
import type { LocalStack } from '../../../local/stack.ts';
import { callbackEvent } from '../../../test/support/callback-event.ts';
import { attributesNaming, taskEvent } from '../../../test/support/task-event.ts';
import { waveBytes } from '../../../test/support/wav.ts';
import { CALL } from '../assumptions.ts';

/** A recording in the bucket, and the callbacks of Twilio about it. */
export interface RecordedCall {
  readonly sid: string;
  readonly recordingCallback: object;
  readonly taskCallback: object;
  /** Deletes the object. */
  remove(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Stores recordings of the assumed length, plain or encrypted in Twilio's format. */
export const callRecorder = async ({ description }: LocalStack) => {
  const { aws, accountSid, bucket, encryptionKeys = {} } = description;
  const settings = { region: 'us-east-1', endpoint: aws, credentials: CREDENTIALS };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const secrets = new SecretsManagerClient(settings);
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: DEMO_SECRET_NAME }));
  secrets.destroy();
  const { authToken } = JSON.parse(SecretString) as { authToken: string };
  const publicKey = (await fetchDemoPublicKeys(settings, encryptionKeys)).get(DEMO_PUBLIC_KEYS.created);
  if (!publicKey) throw new Error('the local stack has no key for recordings');
  const wave = waveBytes(CALL.recordingBytes);
  let recorded = 0;

  const signed = (path: string, fields: Record<string, string>) =>
    callbackEvent(fields, {
      path,
      headers: {
        'x-twilio-signature': getExpectedTwilioSignature(authToken, `https://api.example.com${path}`, fields),
      },
    });

  return {
    record: async (isEncrypted: boolean): Promise<RecordedCall> => {
      recorded += 1;
      const sid = `RE${String(recorded).padStart(32, '0')}`;
      const encryption = isEncrypted ? twilioEncryption(DEMO_PUBLIC_KEYS.created, publicKey) : undefined;
      const object = { Bucket: bucket, Key: `${accountSid}/${sid}` };
      const body = encryption ? await buffer(encryption.encrypt(Readable.from([wave]))) : wave;
      await s3.send(new PutObjectCommand({ ...object, Body: body, ContentType: 'audio/x-wav' }));
      const { publicKeySid, encryptedCek, iv } = encryption?.details ?? {};
      return {
        sid,
        recordingCallback: signed('/twilio/recording-status', {
          AccountSid: accountSid,
          CallSid: `CA${String(recorded).padStart(32, '0')}`,
          RecordingSid: sid,
          RecordingStatus: 'completed',
          RecordingDuration: String(CALL.seconds),
          RecordingChannels: String(CALL.channels),
          RecordingStartTime: new Date().toUTCString().replace('GMT', '+0000'),
          RecordingSource: 'DialVerb',
          RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`,
          ...(encryption && {
            EncryptionDetails: JSON.stringify({ public_key_sid: publicKeySid, encrypted_cek: encryptedCek, iv }),
          }),
        }),
        taskCallback: signed(
          '/twilio/task-events',
          taskEvent(
            { at: new Date() },
            {
              AccountSid: accountSid,
              // Each call has its own task: one with many recordings would take more writes.
              TaskSid: `WT${String(recorded).padStart(32, '0')}`,
              TaskAttributes: JSON.stringify(attributesNaming(sid)),
            },
          ),
        ),
        remove: async () => {
          await s3.send(new DeleteObjectCommand(object));
        },
      };
    },
    close: () => s3.destroy(),
  };
};
