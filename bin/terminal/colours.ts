import picocolors from 'picocolors';

/**
 * Returns colours for a terminal, and no colours for files and pipes. The package's own detection would also use
 * colours when `CI` is set. `NO_COLOR` and `FORCE_COLOR` work as usual (no-color.org, force-color.org).
 */
const coloursFor = (stream: NodeJS.WriteStream) => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  // Compared with true: isTTY is undefined without a terminal, and undefined would let the package decide.
  return picocolors.createColors(!NO_COLOR && (!!FORCE_COLOR || (stream.isTTY === true && TERM !== 'dumb')));
};

/** Colours for stdout. */
export const colours = coloursFor(process.stdout);

/** Colours for stderr. */
export const errorColours = coloursFor(process.stderr);
