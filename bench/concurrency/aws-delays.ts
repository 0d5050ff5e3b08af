/** A delay of one operation of the local AWS. */
interface AwsDelay {
  readonly service: string;
  readonly operation: string;
  readonly delayMs: number;
}

const MORE_THAN_ANY_BURST = 1_000_000;

/** Delays the answers of these operations. `end` throws when an operation was never called, because then nothing was delayed. */
export const delayAws = async (
  url: string,
  delays: readonly AwsDelay[],
): Promise<{ readonly end: () => Promise<void> }> => {
  for (const delay of delays) {
    const response = await fetch(`${url}/__faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'delay', count: MORE_THAN_ANY_BURST, ...delay }),
    });
    if (!response.ok) throw new Error(`The local AWS did not accept the delay: ${await response.text()}`);
  }
  return {
    end: async () => {
      const pending = (await (await fetch(`${url}/__faults`)).json()) as { operation: string; count: number }[];
      await fetch(`${url}/__faults`, { method: 'DELETE' });
      const unused = pending.filter(({ count }) => count === MORE_THAN_ANY_BURST).map(({ operation }) => operation);
      if (unused.length > 0) throw new Error(`No play asked for ${unused.join(', ')}, so its delay had no effect`);
    },
  };
};
