/** Parses text that may be anything; undefined when it is no JSON. The parser's own error would quote the text. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
