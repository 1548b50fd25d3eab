import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import type { ProviderSettings } from '#server/auth/provider'
import { mailAddressOf, type MailServer, mailServerOf } from './mail-server.ts'

/** How this installation runs, from the environment and the command line. */
export interface AppSettings {
  /** Holds the embedded database, the secret key and the logs. */
  readonly dataFolder: string
  /** A Postgres of your own; `null` starts the embedded one in the data folder. */
  readonly databaseUrl: string | null
  readonly host: string
  readonly port: number
  /** Where stores reach this installation, e.g. `https://bridge.example.com`; `null` = not reachable, sweeps only. */
  readonly publicUrl: string | null
  /** Proxies whose word about the caller's address is taken, e.g. `10.0.0.0/8`; `null` = nobody stands in front of us. */
  readonly trustedProxies: string | null
  /** The company's own identity provider; `null` = people sign in with e-mail and password only. */
  readonly provider: ProviderSettings | null
  /** Sends invitations and new passwords; `null` = links are handed over by hand. */
  readonly mail: MailServer | null
  /** Whether connections that people make in the dashboard may lead into private networks and to this machine. */
  readonly localAddresses: boolean
  /** Connectors that others wrote: names of packages, or folders beginning with `.` or `/`. */
  readonly connectors: readonly string[]
  /** 32 bytes; `null` = kept in the data folder, made at the first start. */
  readonly secretKey: Buffer | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Key of the organisation that the command line works for. */
  readonly organization: string
  /** `false` gives up durability for speed; for tests and benchmarks only. */
  readonly durable: boolean
}

const KEY_BYTES = 32

/** An IP address, or a range of them. */
function isProxy(text: string): boolean {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const most = isIP(address) === 6 ? 128 : 32
  return (
    isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
  )
}

const environment = z.object({
  TILLBRIDGE_DATA: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:5432/database')
    .optional(),
  TILLBRIDGE_HOST: z.string().min(1).default('127.0.0.1'),
  TILLBRIDGE_PORT: z.coerce.number().int().min(0).max(65_535).default(8420),
  TILLBRIDGE_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TILLBRIDGE_TRUSTED_PROXIES: z
    .string()
    .refine((text) => text.split(',').every(isProxy), 'must be addresses or ranges, e.g. 127.0.0.1,10.0.0.0/8')
    .optional(),
  TILLBRIDGE_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  TILLBRIDGE_OIDC_CLIENT_ID: z.string().min(1).optional(),
  TILLBRIDGE_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  TILLBRIDGE_OIDC_NAME: z.string().min(1).max(40).default('single sign-on'),
  TILLBRIDGE_OIDC_DOMAINS: z
    .string()
    .regex(
      /^[a-z0-9.-]+=(admin|bookkeeper|operator|viewer)(,[a-z0-9.-]+=(admin|bookkeeper|operator|viewer))*$/,
      'must look like example.com=viewer,example.org=operator (roles: admin, bookkeeper, operator, viewer)',
    )
    .optional(),
  TILLBRIDGE_OIDC_TRUST_EMAIL: z.enum(['yes', 'no']).default('no'),
  TILLBRIDGE_SMTP_URL: z
    .string()
    .refine(
      (text) => mailServerOf(text) !== null,
      'must look like smtps://user:password@smtp.example.com:465 (or smtp://), user and password percent-encoded',
    )
    .optional(),
  TILLBRIDGE_MAIL_FROM: z
    .string()
    .refine((text) => mailAddressOf(text) !== null, 'must look like Tillbridge <tillbridge@example.com>')
    .optional(),
  TILLBRIDGE_LOCAL_ADDRESSES: z.enum(['yes', 'no']).default('no'),
  TILLBRIDGE_CONNECTORS: z.string().default(''),
  TILLBRIDGE_SECRET_KEY: z
    .string()
    .refine((text) => Buffer.from(text, 'base64').length === KEY_BYTES, 'must be 32 random bytes in base64')
    .optional(),
  TILLBRIDGE_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TILLBRIDGE_ORGANIZATION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'small letters, digits and dashes')
    .default('main'),
})

/**
 * Reads the settings. `overrides` (the command line) win over the environment.
 *
 * @throws {TillbridgeError} `rejected`, `ENVIRONMENT_INVALID`, naming every variable that is wrong.
 */
export function readSettings(
  variables: Readonly<Record<string, string | undefined>>,
  overrides: Partial<AppSettings> = {},
): AppSettings {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(present)
  if (!parsed.success) {
    throw environmentInvalid(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`))
  }
  const values = parsed.data
  return {
    dataFolder: resolve(values.TILLBRIDGE_DATA),
    databaseUrl: values.DATABASE_URL ?? null,
    host: values.TILLBRIDGE_HOST,
    port: values.TILLBRIDGE_PORT,
    publicUrl: values.TILLBRIDGE_PUBLIC_URL ?? null,
    trustedProxies: values.TILLBRIDGE_TRUSTED_PROXIES ?? null,
    provider: providerOf(values),
    mail: mailOf(values),
    localAddresses: values.TILLBRIDGE_LOCAL_ADDRESSES === 'yes',
    connectors: values.TILLBRIDGE_CONNECTORS.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    secretKey: values.TILLBRIDGE_SECRET_KEY === undefined ? null : Buffer.from(values.TILLBRIDGE_SECRET_KEY, 'base64'),
    logLevel: values.TILLBRIDGE_LOG,
    organization: values.TILLBRIDGE_ORGANIZATION,
    durable: true,
    ...overrides,
  }
}

function providerOf(values: z.output<typeof environment>): ProviderSettings | null {
  const { TILLBRIDGE_OIDC_ISSUER: issuer, TILLBRIDGE_OIDC_CLIENT_ID: clientId } = values
  const clientSecret = values.TILLBRIDGE_OIDC_CLIENT_SECRET
  const named = {
    TILLBRIDGE_OIDC_ISSUER: issuer,
    TILLBRIDGE_OIDC_CLIENT_ID: clientId,
    TILLBRIDGE_OIDC_CLIENT_SECRET: clientSecret,
  }
  const absent = Object.entries(named).filter(([, value]) => value === undefined)
  if (absent.length === Object.keys(named).length) return null
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw environmentInvalid(absent.map(([name]) => `${name} is missing beside the others of TILLBRIDGE_OIDC_*`))
  }
  const domains = (values.TILLBRIDGE_OIDC_DOMAINS ?? '').split(',').filter((pair) => pair !== '')
  return {
    issuer,
    clientId,
    clientSecret,
    name: values.TILLBRIDGE_OIDC_NAME,
    domains: Object.fromEntries(domains.map((pair) => pair.split('='))) as ProviderSettings['domains'],
    trustsEmail: values.TILLBRIDGE_OIDC_TRUST_EMAIL === 'yes',
  }
}

function mailOf(values: z.output<typeof environment>): MailServer | null {
  const { TILLBRIDGE_SMTP_URL: url, TILLBRIDGE_MAIL_FROM: sender } = values
  if (url === undefined && sender === undefined) return null
  const [server, from] = [mailServerOf(url ?? ''), mailAddressOf(sender ?? '')]
  if (server === null) throw environmentInvalid(['TILLBRIDGE_SMTP_URL is missing beside TILLBRIDGE_MAIL_FROM'])
  if (from === null) throw environmentInvalid(['TILLBRIDGE_MAIL_FROM is missing beside TILLBRIDGE_SMTP_URL'])
  return { ...server, from }
}

const environmentInvalid = (problems: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ENVIRONMENT_INVALID',
    message: `The environment is not right: ${problems.join('; ')}.`,
    remedy: 'Correct or remove these variables and start again.',
  })
