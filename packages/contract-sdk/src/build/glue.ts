import { layoutOf } from '@eventide/abi/interface/typeTable';
import type { AbiEnum, AbiStruct, AbiType, AbiTypes } from '../abi.ts';
import { isPlainCopy, needsCheck, paddingOf } from '../layout.ts';
import { utf8Arguments } from './syntax.ts';

// Members that the build adds to classes of archived types, all on one line: messages of the compiler keep their line.

const self = 'changetype<usize>(this)';

/** A pair of accessors in place of a field at an address. */
export function accessors(name: string, type: string, at: string, live: boolean): string {
  const get = `@inline get ${name}(): ${type} { return read<${type}>(${at}); }`;
  return live ? `${get} @inline set ${name}(v: ${type}) { write<${type}>(${at}, v); }` : get;
}

/** Accessors of a struct's field. */
export function fieldAccessors(name: string, type: string, offset: number): string {
  return accessors(name, type, `${self} + ${offset}`, true);
}

export function bytesGlue(def: AbiType): string {
  const copy = `memory.copy(d, ${self}, ${def.size});`;
  return glue(def, { check: '', deps: '', put: copy, assign: copy });
}

/** Constructor, `of` and the archive functions of a struct. */
export function structGlue(name: string, def: AbiStruct, types: AbiTypes): string {
  const at = (offset: number): string => `${self} + ${offset}`;
  const refs = def.fields.filter((field) => layoutOf(field.type, types).refs);
  const plain = def.fields.every((field) => isPlainCopy(field.type, types));
  const gaps = paddingOf(def, types)
    .map(([offset, length]) => `memory.fill(d + ${offset}, 0, ${length});`)
    .join(' ');
  const parameters = def.fields.map((field) => `${field.name}: ${field.type}`).join(', ');
  const assignments = def.fields.map((field) => `s.${field.name} = ${field.name};`).join(' ');
  return (
    ` constructor() { return changetype<${name}>(zeroed(${def.size})); }` +
    ` static of(${parameters}): ${name} { const s = new ${name}(); ${assignments} return s; }` +
    glue(def, {
      check: def.fields
        .filter((field) => needsCheck(field.type, types))
        .map((field) => `check<${field.type}>(${at(field.offset)}, b);`)
        .join(' '),
      deps: refs.map((field) => `deps<${field.type}>(${at(field.offset)});`).join(' '),
      put: plain
        ? `memory.copy(d, ${self}, ${def.size}); ${gaps}`
        : gaps + def.fields.map((field) => ` put<${field.type}>(d + ${field.offset}, ${at(field.offset)});`).join(''),
      assign: `memory.copy(d, ${self}, ${def.size}); ${refs
        .map((field) => `write<${field.type}>(d + ${field.offset}, this.${field.name});`)
        .join(' ')}`,
    })
  );
}

/** Constructors, tests and payloads of an enum's variants, and its archive functions. */
export function enumGlue(name: string, def: AbiEnum): string {
  const at = (offset: number): string => `${self} + ${offset}`;
  const full = def.variants.map((v, tag) => ({ ...v, tag })).filter((v) => v.type !== 'void');
  const each = (text: (v: (typeof full)[number]) => string): string =>
    full.map((v) => `if (t == ${v.tag}) { ${text(v)} }`).join(' else ');
  const tagged = (tag: number): string => `const e = zeroed(${def.size}); store<u8>(e, ${tag});`;
  const variants = def.variants.map(({ name: variant, type, offset }, tag) => {
    const test = ` @inline get is${variant}(): bool { return this.tag == ${tag}; }`;
    if (type === 'void')
      return `${test} static ${variant}(): ${name} { ${tagged(tag)} return changetype<${name}>(e); }`;
    return (
      `${test} get as${variant}(): ${type} { ensure(this.tag == ${tag}, ${utf8Arguments('ABI_VARIANT')}); return read<${type}>(${at(offset)}); }` +
      ` static ${variant}(v: ${type}): ${name} { ${tagged(tag)} write<${type}>(e + ${offset}, v); return changetype<${name}>(e); }`
    );
  });
  return (
    ` @inline get tag(): u8 { return load<u8>(${self}); }${variants.join('')}` +
    glue(def, {
      check: `const t = this.tag; ensure(t < ${def.variants.length}, ${utf8Arguments('ABI_ARGUMENT')}); ${each((v) => `check<${v.type}>(${at(v.offset)}, b);`)}`,
      deps: `const t = this.tag; ${each((v) => `deps<${v.type}>(${at(v.offset)});`)}`,
      put: `memory.fill(d, 0, ${def.size}); const t = this.tag; store<u8>(d, t); ${each((v) => `put<${v.type}>(d + ${v.offset}, ${at(v.offset)});`)}`,
      assign: `memory.copy(d, ${self}, ${def.size}); const t = this.tag; ${each((v) => `write<${v.type}>(d + ${v.offset}, read<${v.type}>(${at(v.offset)}));`)}`,
    })
  );
}

type Bodies = { readonly check: string; readonly deps: string; readonly put: string; readonly assign: string };

function glue(def: AbiType, { check, deps, put, assign }: Bodies): string {
  const refs = def.kind !== 'bytes' && def.refs;
  return (
    ` @inline __size(): usize { return ${def.size}; } @inline __align(): usize { return ${def.align}; }` +
    ` @inline __refs(): bool { return ${refs}; } __check(b: usize): void { ${check} } __deps(): void { ${deps} }` +
    ` __put(d: usize): void { ${put} } __assign(d: usize): void { ${assign} }` +
    ` @inline __compare(o: usize): i32 { return compareBytes(${self}, o, ${def.size}); }`
  );
}
