import { loadVectors } from '@eventide/testkit';

type Step = { readonly events?: readonly { readonly topic: string; readonly data: string }[] | undefined };

/** Data in hex of the events of a topic that the reference's contracts wrote. */
export function recordedEvents(topic: string): readonly string[] {
  const files = ['transactions/contract_io', 'contracts/wasm-trace'];
  return files
    .flatMap((file) => loadVectors<{ readonly steps: readonly Step[] }>(file).steps)
    .flatMap(({ events = [] }) => events.filter((event) => event.topic === topic))
    .map(({ data }) => data);
}
