import { ModuleError } from '@eventide/vm/errors';
import { acceptModule } from '@eventide/vm/module/accept';
import { ContractSdkError } from '../errors.ts';

/** What a checked module looks like from outside. */
export type ModuleFacts = {
  readonly methods: readonly string[];
  readonly imports: readonly string[];
  /** 64 KiB pages of memory it starts with. */
  readonly initialPages: number;
  readonly codeBytes: number;
  readonly dataBytes: number;
};

/**
 * The VM's own rules for deployment, the same code that nodes run.
 * @throws ContractSdkError CONTRACT_MODULE
 * Spec: 04 §2, 12 §1.4
 */
export function inspectModule(wasm: Uint8Array): ModuleFacts {
  let accepted: ReturnType<typeof acceptModule>;
  try {
    accepted = acceptModule(wasm);
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error;
    throw new ContractSdkError('CONTRACT_MODULE', { code: error.code, ...error.details }, { cause: error });
  }
  const { module } = accepted;
  const dataBytes = module.data.reduce((sum, segment) => sum + segment.bytes.length, 0);
  return {
    methods: module.exports.filter((e) => e.kind === 'function').map((e) => e.name),
    imports: module.imports.map((i) => i.field),
    initialPages: Number(module.memories.at(-1)?.minimum ?? 0n),
    codeBytes: wasm.length - dataBytes,
    dataBytes,
  };
}

/**
 * As `inspectModule`, and the promises of this SDK on top: no floating point in signatures, globals and locals.
 * @throws ContractSdkError CONTRACT_MODULE
 * Spec: 04 §9.6, 12 §1.3
 */
export function checkModule(wasm: Uint8Array): ModuleFacts {
  const facts = inspectModule(wasm);
  const { module, facts: bodies } = acceptModule(wasm);
  const declared = [
    ...module.types.flatMap(({ params, results }) => [...params, ...results]),
    ...module.globals.map((g) => g.type.type),
  ];
  if (declared.some(isFloat) || bodies.some((body) => body.locals.some(isFloat))) {
    throw new ContractSdkError('CONTRACT_MODULE', { what: 'floating point' });
  }
  return facts;
}

function isFloat(type: number): boolean {
  return type === 0x7c || type === 0x7d;
}
