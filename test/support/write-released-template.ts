import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../lib/playback-app.ts';
import { EVERYTHING, MINIMAL } from './configurations.ts';
import { statefulResources } from './stateful-resources.ts';

const resourcesOf = (playback: object) => {
  const outdir = mkdtempSync(join(tmpdir(), 'released-'));
  try {
    const [stack] = buildApp({ playback, outdir, checkTemplate: false }).synth().stacks;
    return statefulResources(JSON.parse(readFileSync(join(outdir, stack?.templateFile ?? ''), 'utf8')).Resources);
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

// Run at a release: from then on, an upgrade must keep these resources.
const released = { minimal: resourcesOf(MINIMAL), everything: resourcesOf(EVERYTHING) };
writeFileSync(
  new URL('../fixtures/released-template.json', import.meta.url),
  `${JSON.stringify(released, undefined, 1)}\n`,
);
