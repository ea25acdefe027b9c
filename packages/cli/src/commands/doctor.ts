import { join } from 'node:path';
import { projectFolder } from '@eventide/devnet/genesis/projectFolder';
import type { Input, Io, Outcome } from '../command.ts';
import { homeFolder } from '../config/files.ts';
import { type Finding, fail, ok, warn } from '../doctor/check.ts';
import { configReport } from '../doctor/configReport.ts';
import { checkClock, checkDataFolder, checkDisk, checkMemory, checkPorts, checkUdp } from '../doctor/machine.ts';
import { findRepairs, type Repair } from '../doctor/repairs.ts';
import { checkKernels, checkRuntime, checkWasm } from '../doctor/runtime.ts';
import { EXIT } from '../exit.ts';
import { formatTable } from '../output.ts';
import { walletsFolder } from '../wallet/walletFolders.ts';

/** API, wallet, explorer and metrics of a local network. Spec: 13 §1.1 */
const DEFAULT_PORTS = [8080, 4100, 4200, 9180] as const;

/**
 * Looks at runtime, WebAssembly, memory, disk, ports, UDP, clock, caches, locks and key files; exit 8 if something fails. `--fix` mends
 * what needs no decision; `--config` tells each setting with its origin instead. Spec: 13 §2.1, §2.2
 */
export async function doctor(io: Io, { options, flags }: Input): Promise<Outcome> {
  if (options.config === true) return settings(io, flags);
  const home = homeFolder(io);
  const places = { home, wallets: walletsFolder(io), caches: cachesOf(projectFolder()) };
  const repairs = findRepairs(places);
  const kept = repairs.map((repair) => (options.fix === true ? mended(repair) : left(repair)));
  const findings: Finding[] = [
    ...checkRuntime(),
    ...checkWasm(),
    checkKernels(),
    checkMemory(),
    checkDisk(home),
    ...checkDataFolder(home),
    ...(repairs.some(({ name }) => name === 'file mode') ? [] : [ok('file modes', 'key files are private')]),
    ...(repairs.some(({ name }) => name === 'lock') ? [] : [ok('locks', 'none left by ended processes')]),
    ...(repairs.some(({ name }) => name === 'half-made file') ? [] : [ok('caches', 'nothing half made')]),
    ...kept,
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

function settings(io: Io, flags: Input['flags']): Outcome {
  const report = configReport(io, flags);
  const rows = report.settings.map(({ name, value, origin }) => [name, value, origin]);
  return {
    json: report,
    human: [formatTable(rows), ...report.warnings.map((text) => `warn  ${text}`)].join('\n'),
  };
}

function cachesOf(project: string): string[] {
  const cache = join(project, '.cache');
  return [cache, join(cache, 'local-network')];
}

function left({ name, state, found }: Repair): Finding {
  if (state === 'ok') return ok(name, found);
  return (state === 'fail' ? fail : warn)(name, found, 'eventide doctor --fix');
}

function mended({ name, found, mend }: Repair): Finding {
  try {
    mend();
    return { name, state: 'mended', found };
  } catch (error) {
    return fail(
      name,
      found,
      `could not be mended (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): do it by hand`,
    );
  }
}
