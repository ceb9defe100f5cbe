// Reads a pasted token in the browser. The token stays here: only its parts are sent. Nothing checks the signature.

const PART = /^[A-Za-z0-9_-]+$/;
const STRING = /"(?:[^"\\]|\\.)*"/g;

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Keeps the text of a number that JavaScript would round, such as one of 17 digits. */
function exactly(_, value, context) {
  return typeof value === 'number' && context && context.source !== String(value) ? JSON.rawJSON(context.source) : value;
}

/** The value of a number, also of one that kept its text; NaN for anything else. */
export function numberOf(value) {
  return typeof value === 'number' ? value : JSON.isRawJSON?.(value) ? Number(value.rawJSON) : NaN;
}

/**
 * Parses a JSON object, whose numbers keep their text.
 *
 * @throws Error with a text for people
 */
export function objectOf(text) {
  if (!JSON.rawJSON && /[0-9]{16}|[0-9][eE.][0-9+-]/.test(text.replace(STRING, ''))) throw new Error('This browser rounds a number of this JSON. Use a newer one.');
  let json = null;
  try {
    json = JSON.parse(text, JSON.rawJSON ? exactly : undefined);
  } catch (error) {
    throw new Error(`This is not JSON: ${error.message}`);
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Error('Write a JSON object.');
  return json;
}

function jsonOf(part, name) {
  try {
    return objectOf(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(part)));
  } catch (error) {
    throw new Error(error.message.startsWith('This browser') ? error.message : `The ${name} of the token is not a JSON object in base64url.`);
  }
}

/**
 * Returns header, claims and signing input of a token.
 *
 * @throws Error with a text for people
 */
export function decode(text) {
  const token = text.trim().replace(/^bearer\s+/i, '');
  const parts = token.split('.');
  if (parts.length === 5) throw new Error('This token is encrypted (JWE). Only its recipient can read it.');
  if (parts.length !== 3 || !parts.slice(0, 2).every((part) => PART.test(part))) {
    throw new Error('A JWT has three parts in base64url with points between them.');
  }
  return { header: jsonOf(parts[0], 'header'), claims: jsonOf(parts[1], 'payload'), signingInput: `${parts[0]}.${parts[1]}` };
}

/**
 * Returns the name of a token without jti: the SHA-256 of its signing input.
 *
 * @throws Error where the browser offers no SHA-256, which is on pages without TLS beyond this machine
 */
export async function fingerprint({ signingInput }) {
  if (!crypto.subtle) throw new Error('This token has no jti. Its fingerprint needs a page with TLS: use “revocast revoke token -”.');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(signingInput));
  return `sha256:${btoa(String.fromCharCode(...new Uint8Array(digest))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** What a pasted token offers to be revoked by, the narrowest first. Values of claims that are no text stay out. */
export async function targetsOf(decoded, sessionClaims = ['sid']) {
  const { claims, header } = decoded;
  const issuer = claims.iss;
  if (typeof issuer !== 'string') throw new Error('This token has no iss, so no revocation can name it.');
  const found = [];
  const jti = typeof claims.jti === 'string' && claims.jti !== '' ? claims.jti : null;
  const exp = numberOf(claims.exp);
  const expiresAt = Math.abs(exp) < 253402300800 ? new Date(Math.ceil(exp) * 1000).toISOString() : undefined;
  found.push({ kind: 'token', text: 'This token', target: { kind: 'token', issuer, ...(jti ? { jti } : { fingerprint: await fingerprint(decoded) }) }, expiresAt });
  // A form names its kind's own claim only: for sessions, the first of the issuer.
  for (const name of sessionClaims) {
    if (typeof claims[name] === 'string') found.push({ kind: name === sessionClaims[0] ? 'session' : 'claim', text: `Its session (${name})`, target: { kind: 'claim', issuer, name, value: claims[name] } });
  }
  if (typeof claims.sub === 'string') found.push({ kind: 'subject', text: 'Its subject', target: { kind: 'claim', issuer, name: 'sub', value: claims.sub } });
  for (const name of ['client_id', 'azp', 'cid']) {
    if (typeof claims[name] === 'string') found.push({ kind: name === 'client_id' ? 'client' : 'claim', text: `Its client (${name})`, target: { kind: 'claim', issuer, name, value: claims[name] } });
  }
  if (typeof header.kid === 'string') found.push({ kind: 'key', text: 'Its signing key', target: { kind: 'key', issuer, kid: header.kid } });
  return found;
}
