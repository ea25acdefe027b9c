/** Prices in gas. Spec: 04 §6.1, §7.4 */
export type GasTable = {
  /** Per activation of a function of the module. */
  readonly activation: bigint;
  /** Operators that differ from `operator`, by their text names. */
  readonly operators: Readonly<Record<string, bigint>>;
  /** Every other operator. */
  readonly operator: bigint;
  readonly deployByte: bigint;
  /** Least gas a deployment pays. */
  readonly minDeployPoints: bigint;
  /** Least price of a deployment, Lux per gas. */
  readonly minDeployPrice: bigint;
  readonly blob: bigint;
  readonly blockLimit: bigint;
};

const FREE = 0n;
const STORE_32 = 16n;
const STORE_64 = 32n;
const STORE_128 = 64n;

/** The same on every network. Spec: 04 §6.1, §7.4 */
export const gasTable: GasTable = Object.freeze({
  activation: 1n,
  operators: Object.freeze({
    ...priced(FREE, 'nop drop block loop unreachable return else end'),
    ...priced(STORE_32, 'i32.store i32.store8 i32.store16 f32.store'),
    ...priced(STORE_64, 'i64.store i64.store8 i64.store16 i64.store32 f64.store'),
    ...priced(STORE_128, 'v128.store v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane'),
  }),
  operator: 1n,
  deployByte: 100n,
  minDeployPoints: 5_000_000n,
  minDeployPrice: 2000n,
  blob: 1_000_000n,
  blockLimit: 3_000_000_000n,
});

/** Gas of one operator, by its text name. Spec: 04 §6.1 */
export function operatorPrice(table: GasTable, name: string): bigint {
  return Object.hasOwn(table.operators, name) ? (table.operators[name] as bigint) : table.operator;
}

function priced(price: bigint, names: string): Record<string, bigint> {
  return Object.fromEntries(names.split(' ').map((name) => [name, price]));
}
