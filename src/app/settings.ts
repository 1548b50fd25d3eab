import { resolve } from 'node:path'
import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'

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
  /** 32 bytes; `null` = kept in the data folder, made at the first start. */
  readonly secretKey: Buffer | null
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Key of the organisation that the command line works for. */
  readonly organization: string
  /** `false` gives up durability for speed; for tests and benchmarks only. */
  readonly durable: boolean
}

const KEY_BYTES = 32

const environment = z.object({
  TILLBRIDGE_DATA: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:5432/database')
    .optional(),
  TILLBRIDGE_HOST: z.string().min(1).default('127.0.0.1'),
  TILLBRIDGE_PORT: z.coerce.number().int().min(0).max(65_535).default(8420),
  TILLBRIDGE_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
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
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'ENVIRONMENT_INVALID',
      message: `The environment is not right: ${problems.join('; ')}.`,
      remedy: 'Correct or remove these variables and start again.',
    })
  }
  const values = parsed.data
  return {
    dataFolder: resolve(values.TILLBRIDGE_DATA),
    databaseUrl: values.DATABASE_URL ?? null,
    host: values.TILLBRIDGE_HOST,
    port: values.TILLBRIDGE_PORT,
    publicUrl: values.TILLBRIDGE_PUBLIC_URL ?? null,
    secretKey: values.TILLBRIDGE_SECRET_KEY === undefined ? null : Buffer.from(values.TILLBRIDGE_SECRET_KEY, 'base64'),
    logLevel: values.TILLBRIDGE_LOG,
    organization: values.TILLBRIDGE_ORGANIZATION,
    durable: true,
    ...overrides,
  }
}
