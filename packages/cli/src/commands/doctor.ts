import { join } from 'node:path';
import type { Io, Outcome } from '../command.ts';
import type { Finding } from '../doctor/check.ts';
import { checkClock, checkDataFolder, checkDisk, checkMemory, checkPorts, checkUdp } from '../doctor/machine.ts';
import { checkKernels, checkRuntime, checkWasm } from '../doctor/runtime.ts';
import { EXIT } from '../exit.ts';
import { formatTable } from '../output.ts';

/** API, wallet, explorer and metrics of a local network. Spec: 13 §1.1 */
const DEFAULT_PORTS = [8080, 4100, 4200, 9180] as const;

/** Looks at runtime, WebAssembly, memory, disk, ports, UDP, clock and key files; exit 8 if something fails. Spec: 13 §2.2 */
export async function doctor(io: Io): Promise<Outcome> {
  const home = io.env.EVENTIDE_HOME ?? join(io.folder, '.eventide');
  const findings: Finding[] = [
    ...checkRuntime(),
    ...checkWasm(),
    checkKernels(),
    checkMemory(),
    checkDisk(home),
    ...checkDataFolder(home),
    await checkPorts(DEFAULT_PORTS),
    await checkUdp(),
    checkClock(Date.now()),
  ];
  const failed = findings.some(({ state }) => state === 'fail');
  return {
    json: { healthy: !failed, findings },
    human: formatTable(
      findings.map(({ name, state, found, next }) => [state, name, next === undefined ? found : `${found}: ${next}`]),
    ),
    exit: failed ? EXIT.machine : EXIT.done,
  };
}
