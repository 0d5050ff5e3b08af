import { optional, readSettings, text } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  recordingsTable: text('RECORDINGS_TABLE'),
  /** Absent: recordings are not attached to tasks. */
  attachmentsQueueUrl: optional(text('MEDIA_ATTACHMENTS_QUEUE_URL')),
};

/**
 * Reads the environment of the function that writes the catalog. The stack sets each variable together with the grant that
 * it needs. Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseCatalogWriterConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
