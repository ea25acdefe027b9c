import { inspectModule } from '@eventide/vm';
import type { Input, Io, Outcome } from '../command.ts';
import { EXIT } from '../exit.ts';
import { readHexOrFile } from '../input/bytes.ts';
import { formatFields, formatTable } from '../output.ts';

/** Operators shown to people; machines get all. */
const OPERATORS_SHOWN = 10;

/** Whether a network would take this module, and what is in it. Spec: 13 §2.2 */
export async function contractInspect(io: Io, input: Input): Promise<Outcome> {
  const result = inspectModule(await readHexOrFile(io, input.args[0] as string));
  if (!result.accepted) {
    const { code, details } = result.error.toJSON();
    const facts = Object.entries(details).map(([name, value]) => `${name} ${value}`);
    return {
      json: { accepted: false, reason: code, details },
      human: formatFields({
        accepted: 'no',
        reason: code,
        ...(facts.length === 0 ? {} : { details: facts.join(', ') }),
      }),
      exit: EXIT.checkedFalse,
    };
  }
  const { contract } = result;
  const functions = contract.exports.filter(({ kind }) => kind === 'function').map(({ name }) => name);
  // Nodes write the names of functions small.
  const upperCase = functions.filter((name) => name !== name.toLowerCase());
  const warnings = [
    ...(contract.relaxedSimd ? ['relaxed SIMD: results depend on the machine in the reference'] : []),
    ...(upperCase.length > 0 ? [`upper case, which nodes cannot call: ${upperCase.join(' ')}`] : []),
  ];
  const summary = formatFields({
    accepted: 'yes',
    bytes: contract.bytes,
    'rewritten bytes': contract.rewrittenBytes,
    memory: `${contract.width} bit, ${contract.pages} pages`,
    functions: contract.functions,
    'data bytes': contract.dataBytes,
    'largest frame': `${contract.largestFrame} bytes`,
    imports: contract.imports.join(' ') || 'none',
    exports: functions.join(' ') || 'none',
    warnings: warnings.length === 0 ? undefined : warnings.join('; '),
  });
  const table = formatTable([
    ['operator', 'gas', 'count'],
    ...contract.gasTable
      .slice(0, OPERATORS_SHOWN)
      .map(({ operator, price, count }) => [operator, String(price), String(count)]),
  ]);
  return { json: { accepted: true, contract, warnings }, human: `${summary}\n\n${table}` };
}
