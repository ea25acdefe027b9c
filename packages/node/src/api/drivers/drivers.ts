import { type ContractDriver, genesisDriver } from './dataDriver.ts';
import { DriverHost } from './driverHost.ts';
import { type DriverStore, folderDriverStore, memoryDriverStore } from './driverStore.ts';

/** All drivers a node has: built in for the genesis contracts, brought by owners for others. */
export type Drivers = {
  readonly store: DriverStore;
  /** By hex id. */
  find(id: string): Promise<ContractDriver | undefined>;
  close(): Promise<void>;
};

/** `folder`: where uploaded drivers are kept; forgotten at the end without. */
export function openDrivers(folder: string | undefined, timeoutMs: number): Drivers {
  const store = folder === undefined ? memoryDriverStore() : folderDriverStore(folder);
  const host = new DriverHost(store, timeoutMs);
  return {
    store,
    find: async (id) => genesisDriver(id) ?? host.find(id),
    close: () => host.close(),
  };
}
