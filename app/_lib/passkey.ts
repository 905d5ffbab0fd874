import type { Violation } from '#server/kernel/errors.ts';
import { post } from './command.ts';

const unreachable: Violation = { kind: 'unavailable', code: 'unavailable' };
const refused: Violation = { kind: 'invalid_input', code: 'identity.methodRefused' };
const library = '/api/auth/passkey';

interface Answer {
  readonly ok?: boolean;
  readonly error?: Violation;
}

/** Whether this browser can make and use passkeys the way this page asks for them. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';

async function optionsFor<T>(name: string): Promise<T | Violation> {
  try {
    const response = await fetch(`${library}/${name}`);
    const body = (await response.json()) as T & Answer;
    return response.ok ? body : (body.error ?? unreachable);
  } catch {
    return unreachable;
  }
}
const isViolation = (value: object): value is Violation => 'kind' in value && 'code' in value;

async function confirmed(path: string, credential: Credential | null, name?: string): Promise<Violation | null> {
  if (!(credential instanceof PublicKeyCredential)) return refused;
  const body = { response: credential.toJSON() as unknown, ...(name !== undefined && { name }) };
  const answer = await post<Answer>(`${library}/${path}`, body);
  return answer?.ok ? null : (answer?.error ?? unreachable);
}

/** Makes a passkey for the signed-in person; null when it was kept. A person who gives up is told it was refused. */
export async function registerPasskey(name: string): Promise<Violation | null> {
  const options = await optionsFor<PublicKeyCredentialCreationOptionsJSON>('generate-register-options');
  if (isViolation(options)) return options;
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return await confirmed('verify-registration', await navigator.credentials.create({ publicKey }), name);
  } catch {
    return refused;
  }
}

/** Signs in with whichever passkey the person picks; null when it worked. */
export async function signInWithPasskey(): Promise<Violation | null> {
  const options = await optionsFor<PublicKeyCredentialRequestOptionsJSON>('generate-authenticate-options');
  if (isViolation(options)) return options;
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return await confirmed('verify-authentication', await navigator.credentials.get({ publicKey }));
  } catch {
    return refused;
  }
}

export const removePasskey = async (id: string): Promise<Violation | null> => {
  const answer = await post<Answer>(`${library}/delete-passkey`, { id });
  return answer?.ok ? null : (answer?.error ?? unreachable);
};

/** Goes to the issuer of the single sign-on, to sign in or to link the signed-in person's account. */
export async function goToIssuer(purpose: 'sign-in' | 'link', backTo: string): Promise<Violation | null> {
  const path = purpose === 'sign-in' ? '/api/auth/sign-in/social' : '/api/auth/link-social';
  const errorCallbackURL =
    purpose === 'sign-in' ? '/sign-in?problem=single-sign-on' : '/account?problem=single-sign-on';
  const body = { provider: 'oidc', callbackURL: backTo, errorCallbackURL, disableRedirect: true };
  const answer = await post<Answer & { url?: string }>(path, body);
  if (answer?.url === undefined) return answer?.error ?? unreachable;
  location.assign(answer.url);
  return null;
}
