import { f64c, get, I32, i32, i32c, i64, set, v128 } from './emit/code.ts';
import { Mod } from './emit/module.ts';
import type { WasmTier } from './gen/backend.ts';

let known: WasmTier | undefined;

/** The best WASM tier of this machine, found out once. Relaxed multiply-add counts only if it is really fused. Spec: 11 §1.3 */
export function detectTier(): WasmTier {
  known ??= fuses() ? 'fma' : runs(simdProbe()) ? 'simd' : 'scalar';
  return known;
}

/** True if this engine can run `tier`. */
export function hasTier(tier: WasmTier): boolean {
  return tier === 'scalar' || (tier === 'simd' ? runs(simdProbe()) : fuses());
}

/** fma(1 + 2^-30, 1 − 2^-30, −1) is −2^-60 if fused and 0 if not; both lanes. */
function fuses(): boolean {
  const probe = new Mod();
  probe.fn(
    'probe',
    [],
    (f) => {
      const [low, x] = [f.v128(), f.v128()];
      const splat = (value: number) => v128.lSplat([f64c(value), 0xbd]);
      f.emit(set(x, splat(1 + 2 ** -30)), set(low, v128.fMulAdd(get(x), splat(1 - 2 ** -30), splat(-1))));
      f.emit(
        i64.eq(v128.lExtract(get(low), 0), [f64c(-(2 ** -60)), 0xbd]),
        i64.eq(v128.lExtract(get(low), 1), [f64c(-(2 ** -60)), 0xbd]),
        [0x71],
      );
    },
    [I32],
  );
  return runs(probe);
}

function simdProbe(): Mod {
  const probe = new Mod();
  probe.fn(
    'probe',
    [],
    (f) => {
      const x = f.v128();
      f.emit(set(x, v128.lExtMulLow(v128.const64(3n | (5n << 32n), 0n), v128.const64(7n | (11n << 32n), 0n))));
      f.emit(
        i32.and(
          i64.eq(v128.lExtract(get(x), 0), i64.extendS(i32c(21))),
          i64.eq(v128.lExtract(get(x), 1), i64.extendS(i32c(55))),
        ),
      );
    },
    [I32],
  );
  return probe;
}

function runs(probe: Mod): boolean {
  const bytes = probe.encode({ initial: 1, maximum: 1, shared: false });
  if (!WebAssembly.validate(bytes)) return false;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { e: { m: memory } });
  return (exports.probe as () => number)() === 1;
}
