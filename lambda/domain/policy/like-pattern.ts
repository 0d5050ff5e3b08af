/**
 * A pattern of Cedar's `like` in its JSON form: literals, and wildcards that match any text, including an empty one.
 */
export type LikePattern = readonly ('Wildcard' | { readonly Literal: string })[];

/**
 * Compiles a pattern into a function that tests a text. The pattern is split at its wildcards: the text must start with
 * the first piece, end with the last one, and contain the others in order between them. Using the first occurrence of
 * each piece is enough, so matching never backtracks.
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
