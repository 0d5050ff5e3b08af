/** A checked SID of a Twilio recording: `RE` and 32 lower-case hexadecimal digits. Only `parseRecordingSid` returns one. */
export type RecordingSid = string & { readonly __brand: 'RecordingSid' };

const RECORDING_SID = /^RE[0-9a-f]{32}$/;

/** Returns the SID, or undefined for any other text. */
export const parseRecordingSid = (text: string): RecordingSid | undefined =>
  RECORDING_SID.test(text) ? (text as RecordingSid) : undefined;
