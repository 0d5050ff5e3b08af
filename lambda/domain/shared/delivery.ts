/** How the bytes reach the listener: straight from S3 by a presigned URL, or through the media endpoint. */
export type Delivery = 's3' | 'stream';
