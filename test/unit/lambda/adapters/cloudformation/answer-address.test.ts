import { expect, test } from 'vitest';
import { answerAddresses } from '../../../../../lambda/adapters/cloudformation/answer-address.ts';

const BUCKET = 'https://cloudformation-custom-resource-response';

test.each([
  ['us-east-1', `${BUCKET}-useast1.s3.amazonaws.com/arn%3Aaws%3A/x?X-Amz-Signature=s`],
  ['eu-central-1', `${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com/x`],
  ['eu-west-1', `${BUCKET}-euwest1.s3-eu-west-1.amazonaws.com/x`],
  ['cn-north-1', `${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn/x`],
  ['us-gov-west-1', `${BUCKET}-usgovwest1.s3-us-gov-west-1.amazonaws.com/x`],
  ['eu-central-1', 'http://127.0.0.1:4567/x'],
])('in %s, an answer may go to %s', (region, address) => {
  expect(answerAddresses(region)(address)).toBe(true);
});

test.each([
  ['another host', 'https://elsewhere.example/x'],
  ['a host that only begins like S3', `${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com.elsewhere.example/x`],
  ['S3 as the name of a user', `${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com@elsewhere.example/x`],
  ['S3 in the path', 'https://elsewhere.example/b.s3.eu-central-1.amazonaws.com/x'],
  ['another service of AWS', 'https://abc.execute-api.eu-central-1.amazonaws.com/x'],
  ['S3 of another partition', `${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn/x`],
  ['S3 without encryption', 'http://b.s3.eu-central-1.amazonaws.com/x'],
  ["an instance's metadata", 'http://169.254.169.254/latest'],
  ['a local name', 'http://localhost:9001/x'],
  ['a file', 'file:///etc/passwd'],
])('an answer may not go to %s', (_, address) => {
  expect(answerAddresses('eu-central-1')(address)).toBe(false);
});
