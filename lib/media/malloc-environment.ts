/**
 * glibc's malloc, told to keep what it has. A cipher makes a new buffer for every chunk (64 KiB, what a socket read gives),
 * and by default glibc takes such blocks from the kernel and gives them back each time: page faults then cost more than
 * AES. The values are the smallest that reach full speed, so that memory stays flat (`npm run bench:media`).
 */
export const MALLOC_ENVIRONMENT: Readonly<Record<string, string>> = {
  // No block below this size is mapped on its own.
  MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024),
  // So much may lie free at the end of the heap before it is given back.
  MALLOC_TRIM_THRESHOLD_: String(8 * 1024 * 1024),
  // The heap grows by this at a time.
  MALLOC_TOP_PAD_: String(2 * 1024 * 1024),
  // One heap for all threads: what one thread frees, another can use.
  MALLOC_ARENA_MAX: '1',
};
