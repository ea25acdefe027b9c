// Whether a JubJub point lies in the subgroup of prime order. Spec: 01 §4.3
import { groupModulus } from "./constants";
import { identity, multiply, POINT, samePoint } from "./point";

export function isSubgroup(point: usize): bool {
  const mark = __top;
  const product = __alloc(POINT), zero = __alloc(POINT);
  multiply(point, groupModulus(), product);
  identity(zero);
  const inside = samePoint(product, zero);
  __top = mark;
  return inside;
}
