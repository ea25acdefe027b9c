import { popupProvider } from '../../src/connect/popupProvider.ts';

/** A site that uses a wallet: it knows the wallet's address and nothing else. */
const query = new URLSearchParams(location.search);
const provider = popupProvider({ walletUrl: query.get('wallet') ?? '' });
const out = document.getElementById('out') as HTMLPreElement;
let count = 0;

function on(id: string, method: string, params?: unknown): void {
  document.getElementById(id)?.addEventListener('click', async () => {
    const number = ++count;
    try {
      const result = await provider.request(params === undefined ? { method } : { method, params });
      say(number, id, { result });
    } catch (error) {
      const { code, message } = error as { code: number; message: string };
      say(number, id, { error: { code, message } });
    }
  });
}

function say(number: number, id: string, answer: unknown): void {
  out.dataset.count = String(number);
  out.textContent = JSON.stringify({ number, id, ...(answer as object) });
}

on('connect', 'dusk_requestProfiles', { reason: 'to show you around' });
on('address', 'dusk_requestShieldedAddress', { reason: 'to pay you' });
on('pay', 'dusk_sendTransaction', { kind: 'transfer', privacy: 'public', to: query.get('to'), amount: '1500000000' });
const callOf = (args: string) => ({
  kind: 'contract_call',
  privacy: 'public',
  contractId: query.get('contract'),
  fnName: 'increment',
  fnArgs: query.get(args),
});
on('call', 'dusk_sendTransaction', callOf('args'));
on('refused', 'dusk_sendTransaction', callOf('zero'));
on('auth', 'dusk_signAuth', { nonce: 'abcdefgh12345678', statement: 'Sign in to the site' });
on('forged', 'dusk_signMessage', { message: '0x68656c6c6f', origin: 'https://bank.example' });
on('disconnect', 'dusk_disconnect');
on('profiles', 'dusk_profiles');
