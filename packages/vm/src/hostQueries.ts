/** A query that costs gas; it runs only if the frame can pay. */
export type PricedAnswer = { readonly price: bigint; readonly run: () => Uint8Array };

/**
 * Port to the network's host queries: the result for a name and argument, or undefined if the query is not registered (or
 * not active), which traps. Results longer than the argument buffer are a bug of the implementer. Spec: 04 §4.1, §7.5
 */
export type HostQueries = (name: string, argument: Uint8Array) => Uint8Array | PricedAnswer | undefined;
