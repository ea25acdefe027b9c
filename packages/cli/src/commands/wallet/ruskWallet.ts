import { join } from 'node:path';
import type { Input, OptionValue } from '../../command.ts';
import { CliError } from '../../errors.ts';

/** A command line in the words of the reference's wallet, in ours. Spec: 13 §2.2, 08 §8.2 */
export type Translation = (input: Input) => Input;

/** The profile that a command speaks of: by number, or by one of its addresses. */
const profile: Translation = (input) => {
  const { profileIdx, address, sender } = input.options;
  const who = text(address) ?? text(sender);
  if (profileIdx !== undefined && !/^\d{1,3}$/.test(String(profileIdx)))
    throw new CliError('CLI_BAD_INPUT', { what: '--profile-idx', text: String(profileIdx), expected: 'a number' });
  return withOptions(input, { profileIndex: text(profileIdx), profileOf: who });
};

/** Shielded and public accounts are told apart by their length. Spec: 13 §2.1 */
function paysFrom({ options }: Input): Input['options'] {
  const who = text(options.address) ?? text(options.sender);
  return { privacy: who !== undefined && who.length > LONGEST_ADDRESS ? 'public' : 'shielded' };
}

/** Base58 characters of 64 bytes. */
const LONGEST_ADDRESS = 90;

const amount: Translation = (input) => withArgs(input, [needed(input, 'amt', '--amt')]);

/** Translations by the verb of the reference. */
export const ruskWallet = {
  transfer: (input: Input) =>
    profile(withOptions(amount(input), { to: needed(input, 'rcvr', '--rcvr'), memo: input.options.memo })),
  amount: (input: Input) => profile(input.args[0] === undefined ? amount(input) : input),
  profile,
  claim: (input: Input) =>
    profile(input.options.reward === undefined ? input : withArgs(input, [needed(input, 'reward', '--reward')])),
  contractCall: (input: Input) =>
    profile(
      withArgs(withOptions(input, { raw: true, ...paysFrom(input) }), [
        needed(input, 'contractId', '--contract-id'),
        needed(input, 'fnName', '--fn-name'),
        text(input.options.fnArgs) ?? '',
      ]),
    ),
  contractDeploy: (input: Input) =>
    profile(withArgs(withOptions(input, paysFrom(input)), [needed(input, 'code', '--code')])),
  driverDeploy: (input: Input) =>
    profile(withArgs(input, [needed(input, 'contractId', '--contract-id'), needed(input, 'code', '--code')])),
  contractId: (input: Input) => profile(withArgs(input, [`./${needed(input, 'code', '--code')}`])),
  blob: (input: Input) =>
    profile(
      withOptions(withArgs(input, ['0']), { blob: input.options.blobs, to: text(input.options.address), public: true }),
    ),
  export: (input: Input) =>
    input.options.dir === undefined
      ? input
      : profile(
          withOptions(input, {
            consensusKeys: join(String(input.options.dir), `${text(input.options.name) ?? 'consensus'}.keys`),
          }),
        ),
} satisfies Readonly<Record<string, Translation>>;

function withArgs(input: Input, args: readonly string[]): Input {
  return { ...input, args };
}

function withOptions(input: Input, options: Readonly<Record<string, OptionValue>>): Input {
  return { ...input, options: { ...input.options, ...options } };
}

function text(value: OptionValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @throws CliError CLI_USAGE */
function needed({ options }: Input, name: string, flag: string): string {
  const value = text(options[name]);
  if (value === undefined) throw new CliError('CLI_USAGE', { expected: flag });
  return value;
}
