import { once } from 'node:events';
import { watch } from 'chokidar';

/** Calls `onChange` when a file in one of the folders is created, changed or removed. */
export const watchSources = async (
  folders: readonly string[],
  onChange: () => void,
): Promise<{ close(): Promise<void> }> => {
  const watcher = watch([...folders], { ignoreInitial: true });
  watcher.on('all', onChange);
  // Earlier changes are not reported.
  await once(watcher, 'ready');
  return { close: () => watcher.close() };
};
