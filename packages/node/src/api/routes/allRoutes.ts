import { rulesAt } from '@eventide/params';
import type { Drivers } from '../drivers/drivers.ts';
import { Gate } from '../gate.ts';
import type { Graphql } from '../graphql/graphql.ts';
import { graphqlRoutes } from '../graphql/rues.ts';
import type { GraphqlContext } from '../graphql/sources.ts';
import type { NodeDoor } from '../nodeDoor.ts';
import type { ApiOptions } from '../options.ts';
import type { RuesRoute } from '../rues/router.ts';
import { accountRoutes } from './account.ts';
import { blobRoutes } from './blobs.ts';
import { blockRoutes } from './blocks.ts';
import { contractRoutes } from './contract.ts';
import { contractQueryRoutes } from './contracts.ts';
import { driverRoutes } from './driver.ts';
import { EXTENSION_ROUTES, eventideRoutes } from './eventide.ts';
import { networkRoutes } from './network.ts';
import { nodeRoutes } from './node.ts';
import { proverRoutes } from './prover.ts';
import { statsRoutes } from './stats.ts';
import { traceRoute } from './trace.ts';
import { transactionRoutes } from './transactions.ts';

export type RouteParts = {
  readonly drivers: Drivers;
  readonly graphql: Graphql;
  readonly graphqlGate: Gate;
  readonly context: () => GraphqlContext;
};

/** Everything that can be dispatched to a node with these options. Spec: 08 §3, 14 §9 */
export function allRoutes(
  door: NodeDoor,
  options: ApiOptions,
  { drivers, graphql, graphqlGate, context }: RouteParts,
): RuesRoute[] {
  const { limits, feederGas, archive, prover, locatePeers, clock, crsPath, extraRoutes } = options;
  const gates = { queries: new Gate(limits.queries), feeders: new Gate(limits.feeders) };
  const { circuitSet } = rulesAt(door.identity.network, 1n);
  return [
    ...nodeRoutes(door, crsPath, EXTENSION_ROUTES),
    ...networkRoutes(door.peers, locatePeers, clock),
    ...blockRoutes(door.mempool),
    ...transactionRoutes(door, new Gate(limits.submissions)),
    ...accountRoutes(door),
    ...contractRoutes(door.state, drivers),
    ...contractQueryRoutes(door, drivers, gates, feederGas),
    ...driverRoutes(drivers),
    ...blobRoutes(door),
    ...graphqlRoutes(graphql, context, graphqlGate),
    ...eventideRoutes(door, gates.feeders, feederGas),
    traceRoute(door, gates.queries),
    ...(archive === undefined ? [] : statsRoutes(archive)),
    ...(prover === undefined ? [] : proverRoutes(prover, circuitSet, new Gate(limits.proofs))),
    ...Object.entries(extraRoutes).map(([component, handle]) => ({ component, handle })),
  ];
}
