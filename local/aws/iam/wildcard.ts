const ARN_SEGMENTS = 6;

/** Returns whether a text matches an IAM pattern. `*` matches any text, `?` any single character. */
export const matchesWildcard = (pattern: string, text: string): boolean => {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
};

/**
 * Returns whether an ARN matches an IAM resource pattern. As in IAM, a wildcard matches only inside one segment of the
 * ARN. The pattern `*` matches everything. Any other pattern that is not an ARN matches nothing.
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
