/** Preloaded into a program: writes its greatest resident set, bytes, to the file that MAX_RSS_FILE names, as it ends. */
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.MAX_RSS_FILE, String(process.resourceUsage().maxRSS * 1024));
});
