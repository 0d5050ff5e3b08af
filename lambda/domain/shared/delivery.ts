/** How the bytes reach the listener: directly from S3 by a presigned URL, or through the media endpoint. */
export const DELIVERIES = ['s3', 'stream'] as const;

export type Delivery = (typeof DELIVERIES)[number];
