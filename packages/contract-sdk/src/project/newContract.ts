import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ContractSdkError } from '../errors.ts';

const templatesFolder = fileURLToPath(new URL('../../templates', import.meta.url));

/** Names `newContract` takes as template. */
export function contractTemplates(): readonly string[] {
  return readdirSync(templatesFolder).sort();
}

/**
 * Lays a new contract into `folder`: sources, a test, package.json, the editor's settings. Returns the files written.
 * @throws ContractSdkError CONTRACT_PROJECT if the folder has files, the name is unusable or the template unknown
 */
export function newContract(folder: string, name: string, template = 'counter'): readonly string[] {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) {
    throw new ContractSdkError('CONTRACT_PROJECT', { what: 'names are lower case letters, digits and hyphens', name });
  }
  if (!contractTemplates().includes(template)) {
    throw new ContractSdkError('CONTRACT_PROJECT', {
      what: 'unknown template',
      template,
      known: contractTemplates().join(' '),
    });
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new ContractSdkError('CONTRACT_PROJECT', { what: 'folder is not empty', folder });
  }
  const from = join(templatesFolder, template);
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const source = join(entry.parentPath, entry.name);
      const target = join(folder, source.slice(from.length + 1).replace(/\.template$/, ''));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, fill(readFileSync(source, 'utf8'), name));
      return target;
    });
}

function fill(text: string, name: string): string {
  const pascal = name.replace(/(^|-)([a-z0-9])/g, (_, _hyphen: string, letter: string) => letter.toUpperCase());
  return text
    .replaceAll('__name__', name)
    .replaceAll('__Name__', pascal)
    .replaceAll('__NAME__', name.replaceAll('-', '_').toUpperCase());
}
