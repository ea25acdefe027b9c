import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '@eventide/devnet/folder/runFile';

/** Something that is not as it should be and that nobody has to think about to mend. */
export type Repair = {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** Loses nothing that is in use. */
  mend(): void;
};

/** Where this user's data and caches are. */
export type Places = {
  /** Networks and nodes, a folder each. */
  readonly home: string;
  /** Wallets, a folder each. */
  readonly wallets: string;
  /** What can be computed again. */
  readonly caches: readonly string[];
};

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;

/** What `doctor --fix` mends: modes of keys, locks of dead processes, half-made files, missing folders. Spec: 13 §2.2 */
export function findRepairs(places: Places): Repair[] {
  return [...missingFolders(places), ...openKeys(places), ...staleLocks(places), ...halfMade(places)];
}

function missingFolders({ home, wallets }: Places): Repair[] {
  return [home, wallets]
    .filter((folder) => !existsSync(folder))
    .map((folder) => ({
      name: 'folder',
      state: 'ok',
      found: `${folder} (not made yet)`,
      mend: () => void mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER }),
    }));
}

/** Key files anywhere below the data, and everything of a wallet. */
function openKeys({ home, wallets }: Places): Repair[] {
  if (process.platform === 'win32') return [];
  const files = [
    ...filesBelow(home).filter((file) => /\.(keys|dat)$/.test(file)),
    ...filesBelow(wallets).filter((file) => !file.endsWith('.lock')),
  ];
  return [...new Set(files)]
    .filter((file) => ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0)
    .map((file) => ({
      name: 'file mode',
      state: 'fail',
      found: `${file} is readable by others`,
      mend: () => chmodSync(file, PRIVATE_FILE),
    }));
}

function staleLocks({ home, wallets }: Places): Repair[] {
  const locks = [...filesBelow(home), ...filesBelow(wallets)].filter((file) => /(^|\/)(lock|[^/]+\.lock)$/.test(file));
  return [...new Set(locks)]
    .filter((file) => !file.includes('/ledger/') && !file.includes('/state/'))
    .filter((file) => {
      const pid = Number(textOf(file));
      return Number.isInteger(pid) && pid > 0 && !isAlive(pid);
    })
    .map((file) => ({
      name: 'lock',
      state: 'warn',
      found: `${file} is of a process that ended`,
      mend: () => rmSync(file, { force: true }),
    }));
}

/** Files that a process was writing when it ended: they are put in place by renaming, so nobody reads them. */
function halfMade({ home, wallets, caches }: Places): Repair[] {
  const places = [...caches, ...caches.flatMap(foldersIn), ...[home, wallets].flatMap(foldersIn)];
  return places.flatMap((folder) =>
    entriesOf(folder)
      .filter((name) => {
        const pid = Number(/\.(\d{2,8})(\.new)?$/.exec(name)?.[1] ?? Number.NaN);
        return pid > 0 && !name.includes('.log.') && !isAlive(pid);
      })
      .map((name) => ({
        name: 'half-made file',
        state: 'warn',
        found: `${join(folder, name)} was left by a process that ended`,
        mend: () => rmSync(join(folder, name), { recursive: true, force: true }),
      })),
  );
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, 20);
  } catch {
    return '';
  }
}
