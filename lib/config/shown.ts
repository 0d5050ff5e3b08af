/** Longest value in a message; the rest is cut off. */
export const SHOWN_CHARS = 80;

/** Returns a value as a message shows it: JSON, cut off when it is long. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
};
