/**
 * Settings that make glibc's malloc keep free memory. A cipher allocates a new buffer for every chunk (64 KiB, the size of a
 * socket read). By default glibc requests such blocks from the kernel and returns them each time, and the page faults cost
 * more than AES. These are the smallest values with full speed, so that memory does not grow (`npm run bench:media`).
 */
export const MALLOC_ENVIRONMENT: Readonly<Record<string, string>> = {
  // Blocks below this size come from the heap.
  MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024),
  // Free memory at the end of the heap before it is returned to the kernel.
  MALLOC_TRIM_THRESHOLD_: String(8 * 1024 * 1024),
  // The heap grows in steps of this size.
  MALLOC_TOP_PAD_: String(2 * 1024 * 1024),
  // One heap for all threads, so that a thread can use memory that another has freed.
  MALLOC_ARENA_MAX: '1',
};
