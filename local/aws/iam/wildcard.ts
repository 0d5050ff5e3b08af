const ARN_SEGMENTS = 6;

/** Whether a text matches an IAM pattern: `*` is any text, `?` any one character, all else itself. */
export const matchesWildcard = (pattern: string, text: string): boolean => {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
};

/**
 * Whether an ARN matches an IAM resource pattern. Wildcards stay within their segment, as in IAM: `arn:aws:s3:::a*` is
 * never another service's ARN. A lone `*` is everything; any other pattern that is no ARN matches nothing.
 */
export const matchesArn = (pattern: string, arn: string): boolean => {
  if (pattern === '*') return true;
  const expected = segments(pattern);
  const actual = segments(arn);
  return (
    expected.length === ARN_SEGMENTS &&
    actual.length === ARN_SEGMENTS &&
    expected.every((segment, index) => matchesWildcard(segment, actual[index] ?? ''))
  );
};

const segments = (arn: string): string[] => {
  const parts = arn.split(':');
  const resource = parts.slice(ARN_SEGMENTS - 1);
  return resource.length === 0 ? parts : [...parts.slice(0, ARN_SEGMENTS - 1), resource.join(':')];
};
