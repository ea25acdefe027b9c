/** What a recipe is made of. */
export type YamlValue = string | boolean | readonly string[] | { readonly [key: string]: YamlValue };

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/**
 * Writes plain structures as YAML: block mappings, lists in flow form, every string quoted as JSON does, which YAML reads the same way;
 * texts of several lines as literal blocks. Nothing else of YAML is used.
 */
export function formatYaml(value: { readonly [key: string]: YamlValue }, indent = ''): string {
  return Object.entries(value)
    .map(([key, entry]) => {
      const name = `${indent}${PLAIN_KEY.test(key) ? key : JSON.stringify(key)}:`;
      if (typeof entry === 'boolean') return `${name} ${entry}\n`;
      if (typeof entry === 'string')
        return entry.includes('\n') ? block(name, entry, `${indent}  `) : `${name} ${quoted(entry)}\n`;
      if (isList(entry)) return `${name} [${entry.map(quoted).join(', ')}]\n`;
      return Object.keys(entry).length === 0 ? `${name} {}\n` : `${name}\n${formatYaml(entry, `${indent}  `)}`;
    })
    .join('');
}

function block(name: string, text: string, indent: string): string {
  const lines = text.trimEnd().split('\n');
  return `${name} |\n${lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')}\n`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function isList(value: YamlValue): value is readonly string[] {
  return Array.isArray(value);
}
