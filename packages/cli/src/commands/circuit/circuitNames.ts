/** Of the circuits of shielded transactions. Spec: 03 §6 */
export const circuitNames: readonly string[] = ['aegis', 'sound-1'].flatMap((set) =>
  [1, 2, 3, 4].map((inputs) => `${set}/phoenix/${inputs}`),
);
