/**
 * Resolves when Node has handed a request that was just started to the network. Node does so only after the running code has
 * ended: without this wait, a request leaves only after the work that follows it, such as the signature of a link.
 */
export const startedRequestIsSent = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
