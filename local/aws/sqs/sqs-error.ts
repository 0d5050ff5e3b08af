/** An error of the SQS API. */
export interface SqsError {
  /** The name in its JSON protocol, such as `QueueDoesNotExist`. */
  readonly type: string;
  /** The name in its older Query protocol, which the SDK reports. @default the same */
  readonly queryCode?: string;
  /** @default 400 */
  readonly status?: number;
  readonly message: string;
}

/** An error that has a prefix in the Query protocol. */
const prefixed = (type: string, message: string, queryName = type): SqsError => ({
  type,
  queryCode: `AWS.SimpleQueueService.${queryName}`,
  message,
});

export const QUEUE_DOES_NOT_EXIST = prefixed(
  'QueueDoesNotExist',
  'The specified queue does not exist.',
  'NonExistentQueue',
);
export const EMPTY_BATCH = prefixed('EmptyBatchRequest', 'There should be at least one entry in the request.');
export const TOO_MANY_ENTRIES = prefixed(
  'TooManyEntriesInBatchRequest',
  'Maximum number of entries per request are 10.',
);
export const RECEIPT_INVALID: SqsError = {
  type: 'ReceiptHandleIsInvalid',
  status: 404,
  message: 'The input receipt handle is invalid.',
};

/** Returns the error for an operation or parameter that the local SQS does not support. */
export const unsupported = (what: string): SqsError =>
  prefixed('UnsupportedOperation', `${what} is not implemented locally.`);

export const invalidParameter = (message: string): SqsError => ({ type: 'InvalidParameterValue', message });
