import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

const packages = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Returns the date, the machine and the SDK version of a run. The load average includes other work. */
export const machine = () => {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cores[0]?.model ?? '',
      cores: cores.length,
      memoryGb: Math.round(totalmem() / 1e9),
      platform: `${process.platform}-${process.arch}`,
      loadAverage: loadavg().map(load => Math.round(load * 10) / 10),
    },
    sdk: packages.dependencies['@aws-sdk/client-dynamodb'],
  };
};
