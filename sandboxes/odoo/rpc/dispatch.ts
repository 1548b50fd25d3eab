import { accessDenied, accessError, missingError, OdooError, typeError, userError } from '#sandboxes/odoo/errors'
import { guarded } from '#sandboxes/odoo/orm/access'
import { type Env, type Method, modelOf, type Values } from '#sandboxes/odoo/orm/env'
import { LoadFailed } from '#sandboxes/odoo/orm/load'
import { genericMethods, missingIn } from '#sandboxes/odoo/orm/methods'
import type { Installation } from '#sandboxes/odoo/installation'

/** The user whom a login and a password or key belong to, or `null`. */
export function authenticate({ site, secrets }: Installation, login: string, secret: string): number | null {
  const [uid] = site.db.find('res.users', 'login', login)
  return uid !== undefined && allows(secrets, uid, secret, site.clock.now()) ? uid : null
}

export function checkUser(installation: Installation, uid: unknown, secret: unknown): number {
  const { site, secrets } = installation
  if (typeof uid !== 'number' || typeof secret !== 'string') throw accessDenied()
  if (site.db.get('res.users', uid) === undefined) throw missingError('res.users', uid, uid)
  if (!allows(secrets, uid, secret, site.clock.now())) throw accessDenied()
  return uid
}

export function userOfKey({ site, secrets }: Installation, key: string): number | null {
  const found = secrets.find(
    (one) => one.isKey && one.secret === key && (one.expiresAt === null || one.expiresAt > site.clock.now()),
  )
  return found?.uid ?? null
}

function allows(secrets: Installation['secrets'], uid: number, secret: string, at: Date): boolean {
  return secrets.some(
    (one) => one.uid === uid && one.secret === secret && (one.expiresAt === null || one.expiresAt > at),
  )
}

/** The method of a model, or the error of the version that lacks it. */
export function methodOf(env: Env, model: string, name: string): Method | null {
  if (!env.site.fields.has(model) || missingIn(env.site.version, name)) return null
  const method = modelOf(env, model).methods?.[name] ?? genericMethods(model)[name] ?? null
  return method === null ? null : guarded(model, name, method)
}

/** `execute_kw`: arguments by position, for a record's method after the ids. */
export function executeKw(
  installation: Installation,
  uid: number,
  model: string,
  name: string,
  positional: readonly unknown[],
  named: Values,
): unknown {
  const { context, ...kwargs } = named
  const env: Env = { site: installation.site, uid, context: (context ?? {}) as Values }
  if (!env.site.fields.has(model)) throw userError(`Object ${model} doesn't exist`)
  if (name.startsWith('_')) throw privateMethod(env, model, name)
  const method = methodOf(env, model, name)
  if (method === null) throw unknownMethod(env, model, name)
  const [ids, rest] = method.onModel ? [[], positional] : [idsOf(positional[0]), positional.slice(1)]
  return run(env, method, ids, bind(env, name, method, rest, kwargs))
}

/** Runs a method as one transaction: all of it or nothing. */
export function run(env: Env, method: Method, ids: readonly number[], args: Values): unknown {
  try {
    const answer = env.site.db.transaction(() => method.run(env, ids, args))
    for (const work of env.site.afterCommit.splice(0)) work()
    return answer
  } catch (error) {
    env.site.afterCommit.length = 0
    if (error instanceof LoadFailed) return error.answer
    throw error
  }
}

export const idsOf = (value: unknown): readonly number[] =>
  Array.isArray(value) ? (value as number[]) : typeof value === 'number' ? [value] : []

export const privateMethod = (env: Env, model: string, name: string): OdooError =>
  accessError(
    `Private methods (such as ${env.site.version === 19 ? `'${model}.${name}'` : name}) cannot be called remotely.`,
  )

function unknownMethod(env: Env, model: string, name: string): OdooError {
  const text =
    env.site.version === 19
      ? `The method '${model}.${name}' does not exist`
      : `The method '${name}' does not exist on the model '${model}'`
  return new OdooError('builtins.AttributeError', text)
}

function bind(env: Env, name: string, method: Method, positional: readonly unknown[], named: Values): Values {
  const params = method.params.map((param) => param.replace('?', ''))
  const known = new Set([...params, 'context', ...(name === 'name_search' ? ['domain'] : [])])
  const unknown = Object.keys(named).find((key) => !known.has(key))
  const where = env.site.version <= 17 && name !== 'search' ? name : `BaseModel.${name}`
  if (unknown !== undefined) throw typeError(`${where}() got an unexpected keyword argument '${unknown}'`)
  const bound: Record<string, unknown> = { ...named }
  for (const [index, value] of positional.entries()) {
    const param = params[index]
    if (param !== undefined) bound[param] = value
  }
  const missing = method.params.filter((param) => !param.endsWith('?') && !(param in bound))
  if (missing.length > 0)
    throw typeError(
      `${where}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${missing.map((one) => `'${one}'`).join(' and ')}`,
    )
  return bound
}
