import { fromHex, toHex } from '@eventide/base';
import type { PasskeyHint } from '../engine/passkey.ts';

const SALT_BYTES = 32;
const TIMEOUT_MS = 60_000;

/** Whether this browser and address can have passkeys. Pages at a bare address cannot. */
export async function passkeysPossible(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis) || /^[\d.]+$|:/.test(location.hostname)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

/** A new passkey with the secret it computes; null if the authenticator cannot compute one, or the user declined. */
export async function makePasskey(name: string): Promise<{ hint: PasskeyHint; secret: Uint8Array } | null> {
  const salt = randomBytes(SALT_BYTES);
  const made = await declined(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: randomBytes(32),
        rp: { name },
        user: { id: randomBytes(16), name, displayName: name },
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!(made instanceof PublicKeyCredential)) return null;
  const { prf } = made.getClientExtensionResults();
  const hint = { credential: toHex(new Uint8Array(made.rawId)), salt: toHex(salt) };
  if (prf?.enabled !== true && prf?.results === undefined) return null;
  // Many authenticators compute the secret only when they are asked again.
  const secret = bytesOf(prf.results?.first) ?? (await askPasskey(hint));
  return secret === null ? null : { hint, secret };
}

/** The secret of a passkey; null if the user declined or it is not here. Spec: WebAuthn level 3, prf */
export async function askPasskey({ credential, salt }: PasskeyHint): Promise<Uint8Array | null> {
  const got = await declined(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: [{ type: 'public-key', id: new Uint8Array(fromHex(credential)) }],
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: new Uint8Array(fromHex(salt)) } } },
      },
    }),
  );
  if (!(got instanceof PublicKeyCredential)) return null;
  return bytesOf(got.getClientExtensionResults().prf?.results?.first);
}

function bytesOf(source: BufferSource | undefined): Uint8Array | null {
  if (source === undefined) return null;
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source.slice(0));
}

/** Declining is an answer, not a failure. */
async function declined<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
