import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const BYTES = 32

/** A secret that is handed out once, and what is kept of it. */
export interface NewToken {
  readonly token: string
  /** SHA-256 of the token: a guess is hopeless against 256 random bits, so that no slow hash is needed. */
  readonly hash: Buffer
}

/** A new random token behind `prefix`, e.g. `tb_…`: safe in addresses and headers. */
export function newToken(prefix = ''): NewToken {
  const token = `${prefix}${randomBytes(BYTES).toString('base64url')}`
  return { token, hash: hashOf(token) }
}

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Compares two hashes in a time that says nothing about where they differ. */
export const sameHash = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
