import { z } from 'zod'

/** Where signing in lives. It sets and clears cookies, which is why it stands beside the routes of the API. */
export const SIGN_IN_PATH = '/api/auth'

const NEWEST_PASSWORD = z.string().min(10).max(128)
const email = z.email().max(254)
const anyPassword = z.string().min(1).max(128)
const nothing = z.object({})
/** A page of ours, e.g. `/transfers`; never another site. */
const page = z
  .string()
  .regex(/^\/(?![/\\])[^\\]*$/, 'This must be a path of Tillbridge, such as /transfers.')
  .max(500)

export const newPassword = NEWEST_PASSWORD
export const emailAddress = email

/**
 * What a browser calls to sign in and to look after one's own account; each answers with a failure like every other route. Cookies come
 * and go with the answers; what a browser may not read (the session itself) is in none of them.
 */
export const SIGN_IN = {
  /** With e-mail and password. `twoFactorRedirect` = the password was right, now ask for the code of the second factor. */
  'sign-in': {
    method: 'POST',
    path: '/sign-in/email',
    body: z.object({ email, password: anyPassword, rememberMe: z.boolean().default(true) }),
    answer: z.object({ twoFactorRedirect: z.boolean().default(false) }),
  },
  /** The code of the authenticator app; ends a sign-in, or proves a second factor that was just begun. */
  'verify-code': {
    method: 'POST',
    path: '/two-factor/verify-totp',
    body: z.object({
      code: z.string().regex(/^\d{6}$/, 'This must be six digits.'),
      trustDevice: z.boolean().default(false),
    }),
    answer: nothing,
  },
  /** One of the backup codes instead; each works once. */
  'verify-backup-code': {
    method: 'POST',
    path: '/two-factor/verify-backup-code',
    body: z.object({ code: z.string().trim().min(6).max(40), trustDevice: z.boolean().default(false) }),
    answer: nothing,
  },
  'sign-out': { method: 'POST', path: '/sign-out', body: nothing, answer: nothing },
  /** With the company's own identity provider: send the browser to `url`. Errors come back as `/sign-in?error=…`. */
  'sign-in-with-provider': {
    method: 'POST',
    path: '/sign-in/social',
    body: z.object({ provider: z.literal('oidc'), callbackURL: page, errorCallbackURL: page.default('/sign-in') }),
    answer: z.object({ url: z.string() }),
  },
  /** Lets somebody who is signed in use the identity provider from now on; the e-mail address must be the same. */
  'link-provider': {
    method: 'POST',
    path: '/link-social',
    body: z.object({ provider: z.literal('oidc'), callbackURL: page, errorCallbackURL: page.default('/sign-in') }),
    answer: z.object({ url: z.string() }),
  },
  'change-password': {
    method: 'POST',
    path: '/change-password',
    body: z.object({
      currentPassword: anyPassword,
      newPassword: NEWEST_PASSWORD,
      /** Whoever changes a password may fear that somebody knows the old one: all other sessions end, always. */
      revokeOtherSessions: z.literal(true).default(true),
    }),
    answer: nothing,
  },
  /** Sends a link to `/reset-password#token=…`; answers the same whether somebody has that address or not. */
  'ask-for-new-password': {
    method: 'POST',
    path: '/request-password-reset',
    body: z.object({ email }),
    answer: nothing,
  },
  'set-new-password': {
    method: 'POST',
    path: '/reset-password',
    body: z.object({ token: z.string().min(1).max(200), newPassword: NEWEST_PASSWORD }),
    answer: nothing,
  },
  'change-name': {
    method: 'POST',
    path: '/update-user',
    body: z.object({ name: z.string().trim().min(1).max(100) }),
    answer: nothing,
  },
  /** Begins a second factor: show `totpURI` as a QR code, have the person keep `backupCodes`, then call `verify-code`. */
  'begin-second-factor': {
    method: 'POST',
    path: '/two-factor/enable',
    body: z.object({ password: anyPassword }),
    answer: z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) }),
  },
  'end-second-factor': {
    method: 'POST',
    path: '/two-factor/disable',
    body: z.object({ password: anyPassword }),
    answer: nothing,
  },
  'new-backup-codes': {
    method: 'POST',
    path: '/two-factor/generate-backup-codes',
    body: z.object({ password: anyPassword }),
    answer: z.object({ backupCodes: z.array(z.string()) }),
  },
} as const
export type SignInCall = keyof typeof SIGN_IN

/** Failures of these calls besides the common ones. */
export const SIGN_IN_FAILURES = {
  CREDENTIALS_WRONG: 401,
  CODE_WRONG: 401,
  SIGN_IN_EXPIRED: 401,
  ACCOUNT_LOCKED: 429,
  PASSWORD_WRONG: 400,
  PASSWORD_UNFIT: 400,
  LINK_USED_UP: 400,
  SECOND_FACTOR_ON: 409,
  SECOND_FACTOR_OFF: 409,
  PROVIDER_UNKNOWN: 404,
  NO_MAIL: 409,
} as const
