import { once } from 'node:events';
import { watch } from 'chokidar';

/** Calls `onChange` whenever a file in one of the folders is written, made or removed, until it is closed. */
export const watchSources = async (
  folders: readonly string[],
  onChange: () => void,
): Promise<{ close(): Promise<void> }> => {
  const watcher = watch([...folders], { ignoreInitial: true });
  watcher.on('all', onChange);
  // A change before that would go unnoticed.
  await once(watcher, 'ready');
  return { close: () => watcher.close() };
};
