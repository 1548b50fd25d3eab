import { hkdfSync } from 'node:crypto'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Pool } from 'pg'
import { insertPersonEvent } from '#database/audit-person'
import { countTry } from '#database/rate-limits'
import { forgetTrustedDevices } from '#database/users'
import { newId } from '#lib/ids'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { SIGN_IN_PATH } from '#api/sign-in'
import { languageOf } from '#languages/languages'
import { newPasswordMail, type SendMail } from '#server/mail'
import { providerGate, providerPlugin, type ProviderSettings } from './provider.ts'
import { authQueries } from './queries.ts'
import { ACCOUNT, ADDRESS_HEADER, AUTH_SCHEMA, SESSION, TWO_FACTOR, USER, VERIFICATION } from './tables.ts'

export interface SignInOptions {
  readonly pool: Pool
  readonly log: Log
  /** The installation's key, 32 bytes. */
  readonly secretKey: Buffer
  /** Where people open Tillbridge, e.g. `https://bridge.example.com`. */
  readonly address: () => string
  readonly clock: Clock
  /** Where people belong whom the provider lets in by their domain. */
  readonly organizationId: string
  readonly provider: ProviderSettings | null
  readonly mail: SendMail | null
}

const DAY_SECONDS = 86_400
const SESSION_SECONDS = 14 * DAY_SECONDS

/** What the library is set up with. Exported for the test that compares its expectations with our tables. */
export function libraryOptions({ pool, log, secretKey, ...options }: SignInOptions): BetterAuthOptions {
  const address = options.address()
  const { provider } = options
  const gate = provider === null ? {} : providerGate({ ...options, pool, provider })
  return {
    appName: 'Tillbridge',
    baseURL: address,
    basePath: SIGN_IN_PATH,
    secret: signInSecret(secretKey),
    database: { db: authQueries(pool), type: 'postgres', schemaName: AUTH_SCHEMA },
    ...gate,
    user: { ...USER, ...gate.user },
    session: { ...SESSION, expiresIn: SESSION_SECONDS, updateAge: DAY_SECONDS, freshAge: DAY_SECONDS },
    // An address alone is no proof here: who has an account already links the provider to it while signed in.
    account: { ...ACCOUNT, encryptOAuthTokens: true, accountLinking: { disableImplicitLinking: true } },
    verification: { ...VERIFICATION, storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      ...newPasswords({ ...options, pool, log, address }),
    },
    plugins: [
      twoFactor({ issuer: 'Tillbridge', schema: TWO_FACTOR }),
      ...(provider === null ? [] : [providerPlugin(provider)]),
    ],
    onAPIError: { errorURL: `${address}/sign-in` },
    rateLimit: {
      enabled: true,
      customStorage: {
        async consume(key, { window, max }) {
          const { allowed, retryAfterSeconds } = await countTry(pool, `auth:${key}`, {
            windowSeconds: window,
            most: max,
          })
          return { allowed, retryAfter: allowed ? null : retryAfterSeconds }
        },
      },
      window: 60,
      max: 60,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/two-factor/*': { window: 60, max: 10 },
        '/request-password-reset': { window: 300, max: 5 },
      },
    },
    advanced: {
      cookiePrefix: 'tillbridge',
      useSecureCookies: address.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // Both are off under test by default; ours are tested.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      database: { generateId: () => newId(), validateSchema: false },
    },
    telemetry: { enabled: false },
    logger: { log: (level, message) => void (level === 'error' ? log.warn({}, `sign-in: ${message}`) : undefined) },
  }
}

function newPasswords({
  mail,
  address,
  pool,
  log,
  clock,
}: Pick<SignInOptions, 'mail' | 'pool' | 'log' | 'clock'> & { readonly address: string }): Partial<
  NonNullable<BetterAuthOptions['emailAndPassword']>
> {
  if (mail === null) return {}
  return {
    async sendResetPassword({ user, token }, request) {
      // Not waited for: how long an answer takes must not tell whether somebody has that address.
      void mail(
        newPasswordMail(
          languageOf(request?.headers.get('accept-language')),
          user.email,
          `${address}/reset-password#token=${token}`,
        ),
      ).catch((error: unknown) =>
        log.warn({ error: String(error) }, 'a link for a new password could not be sent by e-mail'),
      )
    },
    async onPasswordReset({ user }) {
      // With them go the other links that were sent.
      await forgetTrustedDevices(pool, user.id)
      await insertPersonEvent(pool, {
        userId: user.id,
        name: user.email,
        event: 'person.password-replaced',
        at: clock.now(),
        address: null,
      })
    },
  }
}

/** A key of its own, so that what is signed here can be used nowhere else. */
const signInSecret = (secretKey: Buffer): string =>
  Buffer.from(hkdfSync('sha256', secretKey, 'tillbridge', 'sign-in', 32)).toString('base64')

export const signInLibrary = (options: SignInOptions) => betterAuth(libraryOptions(options))
