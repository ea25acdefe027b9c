import { resolve } from 'node:path';
import { loadDriver } from '@eventide/abi';
import { toHex } from '@eventide/base';
import type { Input, Io, Outcome } from '../../command.ts';
import { writeWhole } from '../../config/files.ts';
import { downloadDriver, uploadDriver } from '../../contract/driverRoutes.ts';
import { findContract } from '../../contract/findContract.ts';
import { readInput } from '../../input/bytes.ts';
import { formatFields } from '../../output.ts';
import { withConnection } from '../../wallet/connect.ts';
import { openProfile } from '../../wallet/openProfile.ts';

/** Hands a contract's data driver to the node, signed by its owner. Spec: 08 §3 */
export function contractDriverUpload(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { client, facts, signal } = connection;
    const { id, name } = await findContract(io, input, facts.genesisHash, input.args[0] as string);
    const driver = await readInput(io, input.args[1] as string);
    await loadDriver(driver);
    const sender = await openProfile(io, input, connection);
    try {
      await uploadDriver(client, { id, driver, from: sender.profile, signal });
    } finally {
      await sender.close();
    }
    const report = { contract: toHex(id), bytes: driver.length };
    return { json: report, human: formatFields({ uploaded: `${driver.length} bytes`, contract: name }) };
  });
}

/** Writes the driver a node holds into a file. It is somebody's code: look at it before you run it. Spec: 08 §3 */
export function contractDriverDownload(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async ({ client, facts, signal }) => {
    const { id } = await findContract(io, input, facts.genesisHash, input.args[0] as string);
    const driver = await downloadDriver(client, id, signal);
    const file = resolve(io.folder, input.args[1] as string);
    writeWhole(file, driver);
    return {
      json: { contract: toHex(id), file, bytes: driver.length },
      human: formatFields({ wrote: file, bytes: driver.length }),
    };
  });
}
