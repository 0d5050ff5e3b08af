import type { Failure } from '../../domain/shared/failure.ts';
import { awsFailure } from '../aws/aws-failure.ts';

/**
 * Translates an error of reading an object: to `recording_not_found`, `recording_archived`, `recording_changed` (another
 * entity tag than the requested one, or shorter than the requested range), or as `awsFailure` does.
 */
export const objectFailure = (error: unknown): Failure => {
  const name = error instanceof Error ? error.name : '';
  const seen = (code: Failure['code']): Failure => ({ code, reason: code, cause: error });
  if (name === 'PreconditionFailed' || statusOf(error) === 412) return seen('recording_changed');
  if (isRangeUnsatisfiable(error)) return seen('recording_changed');
  if (name === 'NoSuchKey' || name === 'NoSuchVersion') return seen('recording_not_found');
  // Glacier's classes and the archive tiers of Intelligent-Tiering, unless restored.
  if (name === 'InvalidObjectState') return seen('recording_archived');
  return awsFailure('s3', error);
};

/** Returns true if the object has no byte of the requested range. */
export const isRangeUnsatisfiable = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'InvalidRange') || statusOf(error) === 416;

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
