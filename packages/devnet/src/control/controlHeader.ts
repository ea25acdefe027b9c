/** Forces pages to ask first, so that no site can command a network through its visitor. Spec: 13 §3.2 */
export const CONTROL_HEADER = 'eventide-devnet';
