/**
 * V1 is unsound and only replays old blocks, V2 binds all evaluations, V3 seeds the transcript with the right commitment.
 * A proof of one never verifies under another. Spec: 02 §2
 */
export type PlonkVersion = 'V1' | 'V2' | 'V3';
