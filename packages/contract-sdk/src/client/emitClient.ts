import { integerSize, splitType } from '@eventide/abi/interface/typeTable';
import type { Abi, AbiMethod } from '../abi.ts';

/** TypeScript of a typed client for one contract: types, events, error codes, a function per method. Spec: 12 §6 */
export function emitClient(abi: Abi, abiFile: string): string {
  const name = abi.contract;
  const methods = abi.methods.filter((method) => method.name !== 'init').map((method) => emitMethod(method, abi));
  const codes = [...new Set(abi.errors.map((text) => text.split(':')[0] as string))];
  return `// Generated from ${abiFile}. Do not edit.
import type { Abi } from '@eventide/contract-sdk/abi';
import { type Caller, connect, type Sent } from '@eventide/contract-sdk/client/connect';
import abi from './${abiFile}' with { type: 'json' };

${emitTypes(abi).join('\n\n')}

export type ${name}Event =${union(abi.events.map(({ topic, type }) => `{ readonly topic: '${topic}'; readonly data: ${tsType(type, abi)} }`))};

export type ${name}ErrorCode =${union(codes.map((code) => JSON.stringify(code)))};

export type ${name}Client = {
${methods.map(({ signature, doc }) => `${doc}  ${signature};`).join('\n')}
};

/** A client of the contract with this id (hex), over whatever carries calls. */
export function create${name}(caller: Caller, id: string): ${name}Client {
  const call = connect(abi as unknown as Abi, caller, id);
  return {
${methods.map(({ body }) => `    ${body},`).join('\n')}
  } as ${name}Client;
}
`;
}

function emitMethod(method: AbiMethod, abi: Abi): { signature: string; doc: string; body: string } {
  const { name, params, returns, feeds, view } = method;
  const parameters = params.map((p) => `${p.name}: ${tsType(p.type, abi)}`).join(', ');
  const result = feeds ? `readonly ${wrapUnion(tsType(feeds, abi))}[]` : tsType(returns, abi);
  const value =
    params.length === 0
      ? ''
      : params.length === 1
        ? `, ${params[0]?.name}`
        : `, { ${params.map((p) => p.name).join(', ')} }`;
  return {
    signature: `readonly ${name}: (${parameters}) => ${view || feeds ? result : `Sent<${result}, ${abi.contract}Event>`}`,
    doc: method.doc ? `  /** ${method.doc.replaceAll('*/', '* /')} */\n` : '',
    body: `${name}: (${params.map((p) => `${p.name}: unknown`).join(', ')}) => call('${name}'${value})`,
  };
}

function emitTypes(abi: Abi): string[] {
  return Object.entries(abi.types).flatMap(([name, def]) => {
    if (name.endsWith('_Args') || def.kind === 'bytes') return [];
    if (def.kind === 'struct') {
      const fields = def.fields.map((field) => `  readonly ${field.name}: ${tsType(field.type, abi)};`);
      return [`export type ${name} = {\n${fields.join('\n')}\n};`];
    }
    const variants = def.variants.map(({ name: kind, type }) =>
      type === 'void'
        ? `{ readonly kind: '${kind}' }`
        : `{ readonly kind: '${kind}'; readonly value: ${tsType(type, abi)} }`,
    );
    return [`export type ${name} =${union(variants)};`];
  });
}

function union(members: readonly string[]): string {
  return members.length === 0 ? ' never' : `\n${members.map((member) => `  | ${member}`).join('\n')}`;
}

function wrapUnion(type: string): string {
  return type.includes('|') ? `(${type})` : type;
}

function tsType(type: string, abi: Abi): string {
  const [name, inner] = splitType(type);
  if (type === 'void') return 'void';
  if (name === 'bool') return 'boolean';
  const size = integerSize(name);
  if (size) return size === 8 ? 'bigint' : 'number';
  if (name === 'Text') return 'string';
  if (type === 'Vec<u8>') return 'Uint8Array';
  if (name === 'Vec' && inner) return `readonly ${wrapUnion(tsType(inner, abi))}[]`;
  if (name === 'Option' && inner) return `${tsType(inner, abi)} | null`;
  const def = abi.types[name];
  return !def || def.kind === 'bytes' ? 'Uint8Array' : name;
}
