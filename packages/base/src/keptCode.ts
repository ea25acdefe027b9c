/** What is read and written of a file system. */
type Files = Pick<
  typeof import('node:fs'),
  'mkdirSync' | 'readdirSync' | 'readFileSync' | 'renameSync' | 'writeFileSync'
>;

/** What is kept in one folder at most; beyond, everything is generated each time. */
const MOST_FILES = 256;
/** In front of the code: how long it is. */
const LENGTH_BYTES = 4;

/**
 * What `read` makes of code that was generated before and kept as a file of the folder that EVENTIDE_CODE_CACHE names. The folder belongs
 * to one version of the generators and to one user: whoever names it sees to that. Undefined without the folder, in pages, for
 * what was not kept or is cut off, and where `read` throws or returns undefined.
 */
export function readKeptCode<T>(name: string, read: (bytes: Uint8Array<ArrayBuffer>) => T | undefined): T | undefined {
  const place = keptFolder();
  if (place === undefined) return undefined;
  try {
    const bytes = new Uint8Array(place.files.readFileSync(fileOf(place.folder, name)));
    const length = new DataView(bytes.buffer).getUint32(0, true);
    return length === bytes.length - LENGTH_BYTES ? read(bytes.slice(LENGTH_BYTES)) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps generated code, whole or not at all; a folder that cannot be written costs time only. */
export function keepCode(name: string, bytes: () => Uint8Array): void {
  const place = keptFolder();
  if (place === undefined) return;
  const { files, folder, writer } = place;
  try {
    files.mkdirSync(folder, { recursive: true });
    if (files.readdirSync(folder).length >= MOST_FILES) return;
    const file = fileOf(folder, name);
    const code = bytes();
    const out = new Uint8Array(LENGTH_BYTES + code.length);
    new DataView(out.buffer).setUint32(0, code.length, true);
    out.set(code, LENGTH_BYTES);
    files.writeFileSync(`${file}.${writer}`, out);
    files.renameSync(`${file}.${writer}`, file);
  } catch {
    // The next one generates it again.
  }
}

function fileOf(folder: string, name: string): string {
  return `${folder}/${name}.bin`;
}

function keptFolder(): { readonly files: Files; readonly folder: string; readonly writer: string } | undefined {
  const process = globalThis.process as typeof globalThis.process | undefined;
  const folder = process?.env?.EVENTIDE_CODE_CACHE;
  const files = process?.getBuiltinModule?.('node:fs') as Files | undefined;
  if (folder === undefined || files === undefined) return undefined;
  return { files, folder, writer: `${process?.pid}-${performance.now()}` };
}
