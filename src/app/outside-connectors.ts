import { existsSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'

let isHooked = false

/**
 * Leads the public entry to this very installation, whatever copy of the package stands beside a connector, so that an error or a
 * schema is the same thing on both sides.
 */
function serveEntry(): void {
  if (isHooked) return
  isHooked = true
  const entry = import.meta.resolve('#public/contract')
  registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'tillbridge/contract' ? entry : specifier, context),
  })
}

/**
 * `known` with the connectors that others wrote: each name is a package, or a folder beginning with `.` or `/`. Relative names are
 * sought from `from`. A module exports its connector under any name.
 *
 * @throws {TillbridgeError} `rejected` with a remedy: `CONNECTOR_NOT_FOUND`, `CONNECTOR_BROKEN` (it does not load),
 *   `CONNECTOR_MISSING` (nothing in it is a connector), `CONNECTOR_EXISTS` (its id is taken).
 */
export async function withOutsideConnectors(
  known: ConnectorRegistry,
  names: readonly string[],
  from: string,
): Promise<ConnectorRegistry> {
  if (names.length === 0) return known
  serveEntry()
  const registry = new Map(known)
  for (const name of names) {
    const connector = connectorOf(name, await load(name, from))
    if (registry.has(connector.id)) throw taken(name, connector.id)
    registry.set(connector.id, connector)
  }
  return registry
}

async function load(name: string, from: string): Promise<object> {
  const entry = entryOf(name, from)
  if (entry === null) throw notFound(name, from)
  try {
    return (await import(pathToFileURL(entry).href)) as object
  } catch (error) {
    throw broken(name, error)
  }
}

/** The file that a name stands for; `null` = there is none. */
function entryOf(name: string, from: string): string | null {
  if (!name.startsWith('.') && !isAbsolute(name)) return packageEntry(name, from)
  const folder = resolve(from, name)
  return ['index.ts', 'index.js'].map((file) => join(folder, file)).find((file) => existsSync(file)) ?? null
}

function packageEntry(name: string, from: string): string | null {
  try {
    return createRequire(join(from, 'package.json')).resolve(name)
  } catch {
    return null
  }
}

function connectorOf(name: string, module: object): Connector<never> {
  const [connector, ...others] = Object.values(module).filter(isConnector)
  if (connector !== undefined && others.length === 0) return connector
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTOR_MISSING',
    message: `${name} exports ${connector === undefined ? 'no connector' : 'more than one connector'}.`,
    remedy: 'Let it export one connector, made with defineConnector of tillbridge/contract.',
    subject: `connector:${name}`,
  })
}

/** Whether a value has everything that each connector has. */
function isConnector(value: unknown): value is Connector<never> {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, kind, settings, baseUrl, auth, limits, check, reads, writes } = value as Partial<Connector<never>>
  const parts = [settings, auth, limits, reads, writes]
  return (
    typeof id === 'string' &&
    /^[a-z][a-z0-9-]*$/.test(id) &&
    typeof name === 'string' &&
    ['store', 'erp', 'payments'].includes(kind ?? '') &&
    typeof baseUrl === 'function' &&
    typeof check === 'function' &&
    parts.every((part) => typeof part === 'object' && part !== null)
  )
}

const notFound = (name: string, from: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTOR_NOT_FOUND',
    message: `There is no connector ${name}: neither a package nor a folder with an index.ts or index.js, seen from ${from}.`,
    remedy: 'Correct TILLBRIDGE_CONNECTORS, or install the package. A folder begins with ./ or /.',
    subject: `connector:${name}`,
  })

const broken = (name: string, error: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTOR_BROKEN',
    message: `The connector ${name} cannot be loaded: ${asTillbridgeError(error).message}`,
    remedy: 'Mend it, or take it out of TILLBRIDGE_CONNECTORS. Its own tests tell more.',
    subject: `connector:${name}`,
    cause: error,
  })

const taken = (name: string, id: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTOR_EXISTS',
    message: `The connector ${name} calls itself ${id}, and there is one with that id already.`,
    remedy: 'Give it another id.',
    subject: `connector:${name}`,
  })
