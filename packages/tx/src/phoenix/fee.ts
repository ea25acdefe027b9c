import type { Lux } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import { type StealthAddress, stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import { type NoteSender, noteSenderCodec } from './sender.ts';

/** Gas terms and refund target of a Phoenix transaction, 209 bytes. Enters neither payload hash nor id. Spec: 03 §6.1 */
export type PhoenixFee = {
  /** Gas units, u64. */
  readonly gasLimit: bigint;
  /** Lux per gas unit, u64. */
  readonly gasPrice: Lux;
  /** From Aegis on equal to the address of output 1. Spec: 03 §13.1 */
  readonly refundTo: StealthAddress;
  /** The refund key, encrypted to `refundTo`. */
  readonly sender: NoteSender;
};

/** `gas_limit ‖ gas_price ‖ stealth address ‖ sender`. Spec: 03 §6.1 */
export const phoenixFeeCodec: Codec<PhoenixFee> = {
  write(w, fee) {
    w.u64(fee.gasLimit);
    w.u64(fee.gasPrice);
    stealthAddressCodec.write(w, fee.refundTo);
    noteSenderCodec.write(w, fee.sender);
  },
  read: (r) => ({
    gasLimit: r.u64(),
    gasPrice: r.u64(),
    refundTo: stealthAddressCodec.read(r),
    sender: noteSenderCodec.read(r),
  }),
};
