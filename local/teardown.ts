/** The started parts of the stack. */
export interface Teardown {
  /** Adds a part, and returns it. */
  add<Part extends { close(): Promise<void> }>(part: Part): Part;
  /** Stops each part once, in reverse order, even if one fails. Then rejects with the first failure, if any. */
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
