/** A pattern of Cedar's `like` in its JSON form: literals and wildcards that stand for any text, also none. */
export type LikePattern = readonly ('Wildcard' | { readonly Literal: string })[];

/**
 * Prepares a pattern. It is cut at its wildcards: the first piece must start the text, the last must end it, and those
 * between must follow one another. Taking each at its first occurrence is enough, so matching never backtracks.
 */
export const likeMatcher = (pattern: LikePattern): ((text: string) => boolean) => {
  const pieces = [''];
  for (const element of pattern) {
    if (element === 'Wildcard') pieces.push('');
    else pieces.push(`${pieces.pop()}${element.Literal}`);
  }
  const [first = '', ...middle] = pieces;
  const last = middle.pop();
  return text => {
    if (last === undefined) return text === first;
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const piece of middle) {
      const at = text.indexOf(piece, from);
      if (at < 0) return false;
      from = at + piece.length;
    }
    return text.length - last.length >= from && text.endsWith(last);
  };
};
