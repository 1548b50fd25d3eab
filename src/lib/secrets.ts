import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { TillbridgeError } from './errors.ts'

/** Seals and opens secrets with AES-256-GCM. The key never leaves the process. */
export interface Sealer {
  /** `context` ties the secret to its owner, e.g. `connection:ID`: it cannot be opened under another. */
  seal(plain: string, context: string): Buffer
  /** @throws {TillbridgeError} `rejected`, `SECRET_KEY_WRONG` when the key or the context is not the one used to seal. */
  open(sealed: Buffer, context: string): string
}

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** @param key 32 bytes. */
export function sealer(key: Buffer): Sealer {
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), sealed])
    },
    open(sealed, context) {
      try {
        const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
        const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
        const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context)).setAuthTag(tag)
        const body = sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)
        return decipher.update(body, undefined, 'utf8') + decipher.final('utf8')
      } catch (cause) {
        throw new TillbridgeError({
          kind: 'rejected',
          code: 'SECRET_KEY_WRONG',
          message: 'The stored credentials cannot be opened with the present secret key.',
          remedy:
            'Put back the key that this database was set up with (TILLBRIDGE_SECRET_KEY or secret.key in the data folder), or enter the credentials again.',
          cause,
        })
      }
    },
  }
}
