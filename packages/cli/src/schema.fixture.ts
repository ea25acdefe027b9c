import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

export const workspace: string = join(import.meta.dirname, '../../..');
const schema = JSON.parse(readFileSync(join(workspace, 'docs/reference/cli.json'), 'utf8'));
const ajv = new Ajv2020({ allowUnionTypes: true });
ajv.addSchema(schema, 'cli');

/** What is wrong with a value by the schema of a command; empty if nothing is. */
export function validate(definition: string, value: unknown): string {
  const check = ajv.getSchema(`cli#/$defs/${encodeURIComponent(definition)}`);
  if (check === undefined) return `docs/reference/cli.json does not define ${definition}`;
  return check(value) ? '' : ajv.errorsText(check.errors);
}

/** Commands that ask a node, or start one; `commands/networked.test.ts` and the scenarios run them. */
export function isNetworked(name: string): boolean {
  if (
    /^(node service|node migrate|devnet migrate|wallet book|tx decode|tx verify|block decode|block verify|wallet list|devnet accounts)/.test(
      name,
    )
  )
    return false;
  return /^(console|devnet|start|wallet|tx|block|node|network status|contract (deploy|call|query|schema|watch|driver|id|verify|encode|decode))/.test(
    name,
  );
}
