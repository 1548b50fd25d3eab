import { SIGN_IN_FAILURES } from '#api/sign-in'
import { Refused, refusal } from '#server/api/failures'

interface Words {
  readonly code: keyof typeof SIGN_IN_FAILURES
  readonly message: string
  readonly remedy: string
}

const CREDENTIALS: Words = {
  code: 'CREDENTIALS_WRONG',
  message: 'The e-mail address or the password is wrong.',
  remedy: 'Try again. If you have forgotten the password, ask for a new one.',
}
const CODE: Words = {
  code: 'CODE_WRONG',
  message: 'The code is wrong, or it was used already.',
  remedy: 'Wait for the next code of your authenticator app, or use one of your backup codes.',
}
const EXPIRED: Words = {
  code: 'SIGN_IN_EXPIRED',
  message: 'This sign-in has taken too long, or the code was wrong too often.',
  remedy: 'Begin again with your e-mail address and password.',
}
const LOCKED: Words = {
  code: 'ACCOUNT_LOCKED',
  message: 'The code was wrong too often; for a quarter of an hour no more codes are taken.',
  remedy: 'Wait, then sign in again.',
}
const PASSWORD: Words = {
  code: 'PASSWORD_WRONG',
  message: 'The password is wrong.',
  remedy: 'Enter the password that you sign in with.',
}
const UNFIT: Words = {
  code: 'PASSWORD_UNFIT',
  message: 'A password has 10 to 128 characters.',
  remedy: 'Choose another one; several words that only you would put together are good.',
}
const USED_UP: Words = {
  code: 'LINK_USED_UP',
  message: 'This link does not work any more: it was used, replaced or has expired.',
  remedy: 'Ask for a new one.',
}
const ON: Words = {
  code: 'SECOND_FACTOR_ON',
  message: 'A second factor is set up already.',
  remedy: 'End it first to set up another one.',
}
const OFF: Words = {
  code: 'SECOND_FACTOR_OFF',
  message: 'No second factor is set up.',
  remedy: 'Set one up first.',
}
const NO_PROVIDER: Words = {
  code: 'PROVIDER_UNKNOWN',
  message: 'Signing in with an identity provider is not set up, or the provider does not answer.',
  remedy: 'Use e-mail and password; whoever runs Tillbridge finds the reason in its log.',
}
const NO_MAIL: Words = {
  code: 'NO_MAIL',
  message: 'Tillbridge cannot send e-mail here.',
  remedy: 'Ask whoever runs Tillbridge for a link: tillbridge people owner-link.',
}
const AGAIN: Words = {
  code: 'SIGN_IN_EXPIRED',
  message: 'You signed in too long ago for this.',
  remedy: 'Sign out, sign in again, and repeat it.',
}

/** What the sign-in library calls a failure, in our words. */
const OURS: Readonly<Record<string, Words>> = {
  INVALID_EMAIL_OR_PASSWORD: CREDENTIALS,
  INVALID_EMAIL: CREDENTIALS,
  INVALID_CODE: CODE,
  INVALID_BACKUP_CODE: CODE,
  INVALID_TWO_FACTOR_COOKIE: EXPIRED,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: EXPIRED,
  ACCOUNT_TEMPORARILY_LOCKED: LOCKED,
  INVALID_PASSWORD: PASSWORD,
  CREDENTIAL_ACCOUNT_NOT_FOUND: PASSWORD,
  PASSWORD_TOO_SHORT: UNFIT,
  PASSWORD_TOO_LONG: UNFIT,
  INVALID_TOKEN: USED_UP,
  TOKEN_EXPIRED: USED_UP,
  TOTP_ALREADY_ENABLED: ON,
  TOTP_NOT_ENABLED: OFF,
  TWO_FACTOR_NOT_ENABLED: OFF,
  BACKUP_CODES_NOT_ENABLED: OFF,
  PROVIDER_NOT_FOUND: NO_PROVIDER,
  RESET_PASSWORD_DISABLED: NO_MAIL,
  SESSION_NOT_FRESH: AGAIN,
}

const tooMany = (waitSeconds: string | null) =>
  refusal('TOO_MANY_REQUESTS', {
    message: 'Too many tries came from you in a short time.',
    remedy: waitSeconds === null ? 'Wait a minute and try again.' : `Wait ${waitSeconds} seconds and try again.`,
  })

export const codeWrong = (): Refused =>
  new Refused({ status: SIGN_IN_FAILURES.CODE_WRONG, body: { ...CODE, subject: null } })

/** A refusal of the library as one of ours. What it says by itself is for developers, and is not passed on. */
export function refusedSignIn(status: number, answer: unknown, waitSeconds: string | null = null): Refused {
  const words = OURS[String((answer as { code?: unknown } | null)?.code ?? '')]
  if (words !== undefined) {
    return new Refused({ status: SIGN_IN_FAILURES[words.code], body: { ...words, subject: null } })
  }
  if (status === 401) return new Refused(refusal('NOT_SIGNED_IN'))
  // Of several backup codes that come in the same moment one is taken, and which of them is spent is not certain to the others.
  if (status === 409) return codeWrong()
  if (status === 403) return new Refused(refusal('NOT_ALLOWED'))
  if (status === 429) return new Refused(tooMany(waitSeconds))
  return new Refused(refusal(status >= 500 ? 'UNAVAILABLE' : 'REQUEST_INVALID'))
}
