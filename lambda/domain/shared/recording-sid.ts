/** A Twilio recording's SID, checked: `RE` and 32 lower-case hexadecimal digits. Only `parseRecordingSid` makes one. */
export type RecordingSid = string & { readonly __brand: 'RecordingSid' };

const RECORDING_SID = /^RE[0-9a-f]{32}$/;

/** The SID, or undefined when the text is anything else. */
export const parseRecordingSid = (text: string): RecordingSid | undefined =>
  RECORDING_SID.test(text) ? (text as RecordingSid) : undefined;
