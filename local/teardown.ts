/** What was started and has to be stopped: in reverse order, each once, even if one of them fails. */
export interface Teardown {
  /** Remembers a part, and hands it back. */
  add<Part extends { close(): Promise<void> }>(part: Part): Part;
  /** Stops all. Rejects with the first failure, after everything was tried. */
  run(): Promise<void>;
}

export const createTeardown = (): Teardown => {
  const parts: { close(): Promise<void> }[] = [];
  return {
    add: part => {
      parts.push(part);
      return part;
    },
    run: async () => {
      const failures: unknown[] = [];
      for (const part of parts.splice(0).reverse()) await part.close().catch(failure => failures.push(failure));
      if (failures.length > 0) throw failures[0];
    },
  };
};
