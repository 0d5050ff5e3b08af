export const ARRIVALS = {
  recordingsBucket: 'recordings',
  accountSid: `AC${'a'.repeat(32)}`,
  objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
};
export const ARRIVED_SID = `RE${'1'.repeat(32)}`;
export const ARRIVED_AT = '2026-11-24T02:35:00Z';

/** An event as S3 sends it through EventBridge, with other members of its object if need be. */
export const arrivalEvent = (object: object = {}, bucketName = ARRIVALS.recordingsBucket) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: ARRIVED_AT,
  region: 'eu-central-1',
  resources: [`arn:aws:s3:::${bucketName}`],
  detail: {
    version: '0',
    bucket: { name: bucketName },
    object: {
      key: `${ARRIVALS.accountSid}/${ARRIVED_SID}`,
      size: 1623,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      sequencer: '617f08299329d189',
      ...object,
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    'source-ip-address': '192.0.2.4',
    reason: 'PutObject',
  },
});
