import { readFileSync, writeFileSync } from 'node:fs';
import { drawRequestPath } from './request-path.ts';
import { withSettingsTable } from './settings.ts';

/** `npm run documents`: writes the parts of the documents that follow from the code. Tests compare them. */
const README = new URL('../../README.md', import.meta.url);

writeFileSync(new URL('../request-path.svg', import.meta.url), drawRequestPath());
writeFileSync(README, withSettingsTable(readFileSync(README, 'utf8')));
