import picocolors from 'picocolors';

/**
 * Colours where a person looks, plain text everywhere else. The package by itself also colours whatever runs under
 * `CI`, into files and pipes; `NO_COLOR` and `FORCE_COLOR` count as everywhere (no-color.org, force-color.org).
 */
const coloursFor = (stream: NodeJS.WriteStream) => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  // isTTY is compared, since it is undefined without a terminal, and undefined lets the package decide by itself.
  return picocolors.createColors(!NO_COLOR && (!!FORCE_COLOR || (stream.isTTY === true && TERM !== 'dumb')));
};

/** For what goes to stdout. */
export const colours = coloursFor(process.stdout);

/** For what goes to stderr. */
export const errorColours = coloursFor(process.stderr);
