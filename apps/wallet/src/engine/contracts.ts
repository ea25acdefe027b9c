import { encodeCall } from '@eventide/sdk';
import { contractIdOf } from '@eventide/sdk/contracts/abi';
import { readAbiText } from './abis.ts';
import { ConnectDesk } from './connectDesk.ts';
import { readContractText } from './contractReads.ts';
import type { Keeper } from './keeper.ts';
import { cautionAbout } from './lookAlike.ts';
import type { Engine } from './protocol.ts';

/** Contracts by their ABI, and the sites that ask for calls of them. */
export function contractsOf(
  keeper: Keeper,
): Pick<Engine, 'encodeCall' | 'describeAbi' | 'readCall' | 'answer' | 'forgetSite'> {
  const { store, session } = keeper;
  const desk = new ConnectDesk({
    open: () => {
      const [node, open] = [keeper.node(), keeper.openOne()];
      const { network } = store.view();
      return node === null || open === null || network === null
        ? null
        : { client: node, wallet: open.wallet, networkName: network.name };
    },
    grants: {
      get: async (origin) => keeper.openOne()?.data.sites.find((site) => site.origin === origin)?.grant ?? null,
      set: async (origin, grant) => {
        const others = session().data.sites.filter((site) => site.origin !== origin);
        const sites = grant === null ? others : [...others, { origin, sinceMs: Date.now(), grant }];
        await session().remember({ sites });
      },
    },
    sites: () => session().data.sites.map(({ origin }) => origin),
    caution: (to) => cautionAbout(to, session().knownKeys()),
    paid: (to) => void session().rememberPaid(to),
    tell: (requests) => store.patch({ requests }),
  });
  keeper.onLock(() => desk.reset());
  return {
    encodeCall: (abi, fn, json) => encodeCall(abi, fn, json.trim() === '' ? undefined : JSON.parse(json)),
    describeAbi: (abi) => Object.keys(readAbiText(abi).methods).map((name) => ({ name })),
    readCall: (contract, abi, fn, json) => readContractText(keeper.client(), contractIdOf(contract), abi, fn, json),
    answer: (request, approve) => desk.answer(request, approve),
    async forgetSite(origin) {
      desk.refuseAll(origin);
      await session().remember({ sites: session().data.sites.filter((site) => site.origin !== origin) });
    },
  };
}
