import { resolve } from 'node:path';
import { equalBytes, toBase58, toHex } from '@eventide/base';
import { blake3 } from '@eventide/crypto/hash';
import { contractId, STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import type { Input, Io, Outcome } from '../../command.ts';
import { readMetadata } from '../../contract/driverRoutes.ts';
import { findContract } from '../../contract/findContract.ts';
import { buildProject, isFolder, loadModule } from '../../contract/loadModule.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { formatFields } from '../../output.ts';
import { withConnection } from '../../wallet/connect.ts';
import { nonceOf } from './send.ts';

/**
 * Builds again and compares with the chain: a contract's id is the BLAKE3 of its bytes, nonce and owner, and the chain tells id and
 * owner, so an equal id means equal bytes. Exit 3 if they differ. Spec: 13 §7, 03 §3.5
 */
export function contractVerify(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, facts, signal }) => {
    const { id, name } = await findContract(io, input, facts.genesisHash, input.args[0] as string);
    if (equalBytes(id, TRANSFER_CONTRACT) || equalBytes(id, STAKE_CONTRACT))
      throw new CliError('CLI_BAD_INPUT', {
        what: 'contract',
        problem: `${name} is part of the genesis, its id says nothing of its bytes: eventide genesis verify`,
      });
    const nonce = nonceOf(input.options.deployNonce);
    const modules = await builds(io, input, input.args[1] as string);
    const { owner } = await readMetadata(client, id, signal);
    const made = modules.map(({ wasm, how }) => ({
      how,
      blake3: toHex(blake3(wasm)),
      bytes: wasm.length,
      id: contractId({ bytecode: wasm, owner, nonce }),
    }));
    const same = made.find((it) => equalBytes(it.id, id));
    const told = same ?? (made[0] as (typeof made)[number]);
    const report = {
      contract: toHex(id),
      equal: same !== undefined,
      build: told.how,
      blake3: told.blake3,
      bytes: told.bytes,
      owner: toBase58(owner),
      nonce,
      madeId: toHex(told.id),
    };
    return {
      json: report,
      human: formatFields({
        contract: `${name} ${report.contract}`,
        equal: report.equal
          ? `yes (${told.how})`
          : `no: these bytes would be ${report.madeId}; another source, compiler or --deploy-nonce`,
        blake3: told.blake3,
        owner: report.owner,
      }),
      exit: report.equal ? EXIT.done : EXIT.checkedFalse,
    };
  });
}

/** A folder is built both ways: the chain does not tell which was deployed. */
async function builds(io: Io, input: Input, text: string) {
  const path = resolve(io.folder, text);
  if (!isFolder(path)) return [{ how: 'file', wasm: (await loadModule(io, input, text)).wasm }];
  return [
    { how: 'release', wasm: (await buildProject(path, false)).wasm },
    { how: 'with logs', wasm: (await buildProject(path, true)).wasm },
  ];
}
