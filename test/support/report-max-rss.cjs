/** Preloaded into a program: writes its greatest resident set, bytes, to the file that MAX_RSS_FILE names, as it ends. */
const { readFileSync, writeFileSync } = require('node:fs');

/** Linux's own high-water mark: what `getrusage` gives a program counts the one that started it, too. */
const highWaterMark = () => {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(kilobytes) * 1024;
};

process.on('exit', () => {
  const bytes = process.platform === 'linux' ? highWaterMark() : process.resourceUsage().maxRSS * 1024;
  writeFileSync(process.env.MAX_RSS_FILE, String(bytes));
});
