import type { Answer } from '../protocol/answer.ts';
import type { S3Call } from './s3-operation.ts';
import { s3Error } from './s3-xml.ts';

const ALGORITHM = 'x-amz-sdk-checksum-algorithm';
/** Checksums of S3 that are not implemented locally. */
const UNSUPPORTED = /^x-amz-checksum-(sha1|crc32c|crc64nvme|md5|sha512|xxhash.*)$/;

/**
 * Returns the refusal of a call whose checksums are missing ("PutObject" and "PutObjectLegalHold" in S3's reference): what
 * has to do with locks needs `Content-MD5` or a named algorithm, and a named algorithm needs its value as header or
 * trailer. The values themselves are checked while the body is read.
 * @param required S3's message if the call needs a checksum and has none; absent if it needs none
 */
export const checksumProblem = ({ request: { headers } }: S3Call, required: string | undefined): Answer | undefined => {
  const algorithm = headers[ALGORITHM]?.toLowerCase();
  if (required !== undefined && algorithm === undefined && headers['content-md5'] === undefined)
    return s3Error(400, 'InvalidRequest', required);
  const announced = [...Object.keys(headers), headers['x-amz-trailer'] ?? ''];
  if (algorithm !== undefined && !announced.includes(`x-amz-checksum-${algorithm}`)) {
    return s3Error(400, 'InvalidRequest', `${ALGORITHM} is given without a checksum of that kind`);
  }
  const unsupported = announced.find(name => UNSUPPORTED.test(name));
  return unsupported ? s3Error(501, 'NotImplemented', `${unsupported} is not implemented locally`) : undefined;
};
