import type { Clock } from '#lib/clock'
import type { Database, Row } from './database.ts'
import type { Field, Fields, Version } from './fields.ts'

export type Values = Readonly<Record<string, unknown>>

/** A method that can be called from outside. */
export interface Method {
  /** Names of its parameters; one that ends in `?` may be left out. */
  readonly params: readonly string[]
  /** Called on the model, not on records. */
  readonly onModel?: true
  run(env: Env, ids: readonly number[], args: Values): unknown
}

/** What a model does beside storing its fields. */
export interface Model {
  readonly label?: string
  readonly order?: string
  readonly name?: (env: Env, row: Row) => string
  /** Fields reckoned when they are read. */
  readonly computes?: Readonly<Record<string, (env: Env, row: Row) => unknown>>
  /** Fills what was left out and refuses what may not be. */
  readonly prepare?: (env: Env, values: Values) => Values
  readonly created?: (env: Env, id: number, values: Values) => void
  readonly changing?: (env: Env, id: number, values: Values) => Values | undefined
  readonly changed?: (env: Env, id: number, values: Values, before: Row) => void
  readonly deleting?: (env: Env, id: number) => void
  readonly deleted?: (env: Env, row: Row) => void
  readonly methods?: Readonly<Record<string, Method>>
}

/** The server's memory: one database and what is known of its models. */
export interface Site {
  readonly version: Version
  readonly db: Database
  readonly clock: Clock
  readonly fields: Map<string, Fields>
  readonly models: ReadonlyMap<string, Model>
  /** Work that waits for the end of the transaction, e.g. webhooks. */
  readonly afterCommit: (() => void)[]
}

/** Who calls, in which context. */
export interface Env {
  readonly site: Site
  readonly uid: number
  readonly context: Values
}

export const withContext = (env: Env, context: Values): Env => ({ ...env, context: { ...env.context, ...context } })

export const fieldsOf = (env: Env, model: string): Fields => env.site.fields.get(model) ?? new Map<string, Field>()
export const modelOf = (env: Env, model: string): Model => env.site.models.get(model) ?? {}

/** `2026-11-21 01:35:31`, UTC. */
export const now = (env: Env): string => env.site.clock.now().toISOString().slice(0, 19).replace('T', ' ')
export const today = (env: Env): string => now(env).slice(0, 10)

/** The company that a call is about: the first that the context allows, else the user's own. */
export function companyOf(env: Env): number {
  const allowed = env.context['allowed_company_ids']
  if (Array.isArray(allowed) && typeof allowed[0] === 'number') return allowed[0]
  const company = env.site.db.get('res.users', env.uid)?.['company_id']
  return typeof company === 'number' ? company : 1
}
