/** Values that the costs depend on and that were not measured. The program prints each of them with the costs. */

/** The call that is recorded and played: five minutes, both sides, as Twilio stores it (8 kHz, 16 bits). */
export const CALL = { seconds: 300, channels: 2, recordingBytes: 300 * 2 * 8_000 * 2 } as const;

/** Milliseconds until a service in the same region, or Twilio, has answered. */
export const SERVICE_WAIT_MS = { iam: 60, s3: 15, dynamodb: 6, kms: 20, secretsmanager: 15, sqs: 15 } as const;

/** Speed at which a function reads an object from S3 in one stream, bytes per second. */
export const S3_BYTES_PER_SECOND = 80e6;

/** Speed at which a listener's connection receives an answer, bytes per second. The media function runs as long as the listener reads. */
export const LISTENER_BYTES_PER_SECOND = 2.5e6;

export const TRAFFIC = {
  /** Share of the invocations that start a new environment. There are few plays per hour, so this share is high. */
  coldShare: 0.2,
  /** Each recording has its own URL, so a browser sends a preflight request for each. */
  preflightsPerPlay: 1,
  /** Requests of the player to S3. */
  s3GetsOfPlayer: 1,
  /** Callbacks of a recorded call, by the setup in docs/catalog.md. Each counts like the first of its kind, which writes the most. */
  recordingCallbacksPerCall: 2,
  taskEventsPerCall: 5,
  /** Callbacks rarely arrive at the same time, so Lambda usually delivers one message alone. */
  messagesPerBatch: 1,
} as const;

/** Lambda polls a queue even when it is empty: number of simultaneous requests, and seconds until each is answered. */
export const IDLE_QUEUE = { pollers: 5, waitSeconds: 20 } as const;

/** Deployments that change the policies, and the time that each invocation of policy-recorder takes. */
export const DEPLOYMENTS = { policiesPerMonth: 10, seconds: 1 } as const;

/** Bytes that AWS adds to the logs. */
export const SERVICE_LOG_BYTES = {
  /** The lines START, END and REPORT of an invocation. */
  invocation: 330,
  /** One line of an API's access log, in the format of lib/api/playback-api.ts and lib/media/media-api.ts. */
  accessLogLine: 330,
} as const;

/** The functions that only an option starts are not measured. */
export const NOT_MEASURED = {
  /**
   * Milliseconds of an average invocation at the deployed memory size, starts of new environments included. That of
   * media-verifier is without the time in which it reads the object; that of media-attacher has two requests to Twilio.
   */
  invocationMs: { 'access-log-reader': 500, 'media-verifier': 300, 'media-attacher': 600 },
  /** Bytes of the lines that such an invocation logs. */
  logBytes: 350,
  /** Objects of S3's access log. At most one for each play: with many plays, S3 puts the lines of several into one object. */
  logObjectsPerPlay: 1,
  /** Lines of the access log: Twilio's put, the requests of the functions and of the player, and one to spare. */
  logLinesPerPlay: 5,
  logLineBytes: 800,
  /** S3 reports an object before Twilio's callback has told the catalog about it, so the first attempt comes too early. */
  arrivalAttempts: 2,
  /** Messages about one recording: at most one for each callback. */
  attachmentsPerCall: TRAFFIC.recordingCallbacksPerCall + TRAFFIC.taskEventsPerCall,
} as const;

/** CloudWatch metrics that exist in a month because something failed at least once: they cost nothing before that. */
export const CUSTOM_METRICS = 3;
