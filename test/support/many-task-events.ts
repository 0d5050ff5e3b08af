import type { TwilioRecording } from '../../local/twilio/recording-resource.ts';
import type { StubTaskEvent } from '../../local/twilio/taskrouter/event-resource.ts';

const WORKERS = 7;

/** The worker who accepted the task of the recording with this index. */
export const workerOf = (index: number): string => `WK${String(index % WORKERS).padStart(32, '0')}`;

/** Three events for each recording: its task is created, a worker accepts it, and another event concerns no recording. */
export const manyTaskEvents = (recordings: readonly TwilioRecording[]): StubTaskEvent[] =>
  recordings.flatMap(({ sid, startedAt }, index) => {
    const digits = String(index).padStart(31, '0');
    const attributes = {
      conversations: {
        media: [{ type: 'VoiceRecording', url_provider: `https://api.example.com/sec_rec?recording_sid=${sid}` }],
      },
    };
    const data = (ageSeconds: number) => ({
      task_sid: `WT0${digits}`,
      task_age: String(ageSeconds),
      task_attributes: JSON.stringify(attributes),
      task_queue_sid: `WQ${'1'.repeat(32)}`,
      task_queue_name: 'Support',
    });
    const worker = { worker_sid: workerOf(index), reservation_sid: `WR0${digits}` };
    const at = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1_000);
    return [
      { sid: `EV0${digits}`, type: 'task.created', at: at(0), data: data(0) },
      { sid: `EV1${digits}`, type: 'reservation.accepted', at: at(5), data: { ...data(5), ...worker } },
      { sid: `EV2${digits}`, type: 'task-queue.entered', at: at(1), data: data(1) },
    ];
  });
