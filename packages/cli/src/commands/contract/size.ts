import { formatDusk } from '@eventide/base';
import { deployCharge } from '@eventide/contract-sdk';
import { inspectModule } from '@eventide/vm';
import { acceptModule } from '@eventide/vm/module/accept';
import type { Input, Io, Outcome } from '../../command.ts';
import { loadModule } from '../../contract/loadModule.ts';
import { EXIT } from '../../exit.ts';
import { formatFields, formatTable } from '../../output.ts';

/** Lowest price of deployments on networks with the shipped configuration. Spec: 04 §7.3 */
const LEAST_PRICE = 2_000n;
/** Functions shown to people; machines get all. */
const SHOWN = 20;

/** Functions of a module by size, and what deploying it costs. Spec: 13 §7 */
export async function contractSize(io: Io, input: Input): Promise<Outcome> {
  const { name, wasm } = await loadModule(io, input, input.args[0] as string);
  const checked = inspectModule(wasm);
  if (!checked.accepted) {
    const { code } = checked.error;
    return { json: { name, accepted: false, reason: code }, human: `not accepted: ${code}`, exit: EXIT.checkedFalse };
  }
  const { module } = acceptModule(wasm);
  const imported = module.imports.length;
  const names = new Map(
    module.exports.filter(({ kind }) => kind === 'function').map((it) => [it.index - imported, it.name] as const),
  );
  const functions = module.bodies
    .map(({ from, to }, i) => ({ name: names.get(i) ?? `#${i + imported}`, exported: names.has(i), bytes: to - from }))
    .sort((a, b) => b.bytes - a.bytes);
  const charge = deployCharge(wasm.length);
  const report = {
    name,
    accepted: true,
    bytes: wasm.length,
    codeBytes: functions.reduce((sum, { bytes }) => sum + bytes, 0),
    dataBytes: checked.contract.dataBytes,
    deployCharge: charge,
    leastFee: charge * LEAST_PRICE,
    functions,
  };
  const summary = formatFields({
    module: `${name}, ${wasm.length} bytes (code ${report.codeBytes}, data ${report.dataBytes})`,
    deployment: `${charge} gas, at least ${formatDusk(report.leastFee)} DUSK`,
  });
  const table = functions.slice(0, SHOWN).map((it) => [it.name, String(it.bytes), it.exported ? '' : 'internal']);
  return { json: report, human: `${summary}\n\n${formatTable([['function', 'bytes', ''], ...table])}` };
}
