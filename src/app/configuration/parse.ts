import type { z } from 'zod'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import { secretNames } from '#contract/settings'
import {
  type Environment,
  fillEnvironment,
  type MissingVariable,
  unknownVariable,
  variableRemedy,
} from './environment.ts'
import { extraFieldProblems } from './extra-field-problems.ts'
import { fieldProblems } from './field-problems.ts'
import { readAlerts } from './parse-alerts.ts'
import { type Path, type Problem, suggestion } from './problems.ts'
import {
  type Configuration,
  type ConfigurationFile,
  configurationSchema,
  connectionSchema,
  type ConnectionSettings,
} from './schema.ts'
import { MISSING, problem, schemaProblems, unknownSetting } from './schema-problems.ts'
import { fieldsOf, namesAt } from './schema-shape.ts'
import { readSourceText, type SourceText } from './source-text.ts'

export interface ParseOptions {
  /** Where `${NAME}` is looked up; `null` = nowhere: the file comes from outside. */
  readonly env: Environment | null
  readonly connectors: ConnectorRegistry
  /**
   * Secrets that are stored already, by connection (or channel) and setting. They stand in for a `${NAME}` that the environment lacks, so that
   * a file can be applied again where its secrets are known.
   */
  readonly storedSecrets?: (key: string, part?: 'connections' | 'alerts') => Readonly<Record<string, unknown>>
  /** Connections that are stored already, by key: what a file does not mention stays, so integrations may join them. */
  readonly storedConnections?: Readonly<Record<string, StoredConnection>>
}

/** With its settings as they were checked when they were stored. */
export type StoredConnection = Pick<ConnectionSettings, 'connector' | 'settings'>

export type ParseResult =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly Problem[] }

type LineOf = SourceText['lineOf']
type Issue = z.core.$ZodIssue

/** Reads a configuration file (YAML or JSON) and checks all of it, so that every problem is told at once. */
export function parseConfiguration(text: string, options: ParseOptions): ParseResult {
  const source = readSourceText(text)
  if ('problems' in source) return { ok: false, problems: source.problems }
  const { lineOf } = source
  const parsed = configurationSchema.safeParse(source.value ?? {}, { reportInput: true })
  const place = { at: [], lineOf, namesAt: (path: Path) => namesAt(configurationSchema, path) }
  const problems = parsed.success ? [] : schemaProblems(parsed.error.issues, place)
  const connections: Record<string, ConnectionSettings> = {}
  for (const [key, connection] of wellFormedConnections(source.value)) {
    const read = readConnection(key, connection, lineOf, options)
    if ('problems' in read) problems.push(...read.problems)
    else connections[key] = read.settings
  }
  if (parsed.success) problems.push(...joinProblems(joinedOf(parsed.data, lineOf, connections, options)))
  const { alerts, problems: wrongAlerts } = alertsOf(parsed.data, lineOf, options)
  problems.push(...wrongAlerts)
  if (problems.length > 0 || !parsed.success) return { ok: false, problems: byLine(withoutEchoes(problems)) }
  return { ok: true, configuration: { connections, integrations: parsed.data.integrations, alerts } }
}

const alertsOf = (file: ConfigurationFile | undefined, lineOf: LineOf, { env, storedSecrets }: ParseOptions) =>
  readAlerts(file?.alerts ?? {}, {
    env,
    lineOf,
    integrations: Object.keys(file?.integrations ?? {}),
    stored: (name) => storedSecrets?.(name, 'alerts') ?? {},
  })

/** The connections that can be looked at closer, even when something else in the file is wrong. */
function wellFormedConnections(value: unknown): [string, z.output<typeof connectionSchema>][] {
  const all = (value as { connections?: unknown } | null)?.connections
  if (all === null || typeof all !== 'object') return []
  return Object.entries(all).flatMap(([key, raw]) => {
    const parsed = connectionSchema.safeParse(raw)
    return parsed.success ? [[key, parsed.data]] : []
  })
}

function readConnection(
  key: string,
  connection: z.output<typeof connectionSchema>,
  lineOf: LineOf,
  options: ParseOptions,
): { readonly settings: ConnectionSettings } | { readonly problems: readonly Problem[] } {
  const at: Path = ['connections', key]
  const connector = options.connectors.get(connection.connector) as Connector | undefined
  if (connector === undefined) {
    const remedy = suggestion(connection.connector, [...options.connectors.keys()])
    return {
      problems: [problem([...at, 'connector'], `There is no connector "${connection.connector}"`, remedy, { lineOf })],
    }
  }
  const secrets = secretNames(connector.settings)
  const filled = fillSettings(key, connection.settings, secrets, options)
  const checked = checkSettings(connector, filled.settings, { at: [...at, 'settings'], lineOf, secrets })
  const missing = filled.missing.map((variable) => missingProblem(variable, at, lineOf, options.env))
  // A placeholder that could not be filled would only be complained of twice.
  const told = new Set(missing.map((found) => found.path))
  const others = checked.problems.filter((found) => !told.has(found.path))
  if (missing.length + others.length > 0) return { problems: [...missing, ...others] }
  const slots = connection.slots ?? connector.limits.slots(checked.value)
  return { settings: { connector: connector.id, settings: checked.value, secretNames: secrets, slots } }
}

function fillSettings(
  key: string,
  settings: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
  options: ParseOptions,
): { readonly settings: Readonly<Record<string, unknown>>; readonly missing: readonly MissingVariable[] } {
  const filled = fillEnvironment(settings, options.env ?? {})
  const stored = options.storedSecrets?.(key) ?? {}
  const isStored = ({ path, isWholeValue }: MissingVariable): boolean =>
    isWholeValue && path.length === 1 && secrets.includes(String(path[0])) && stored[String(path[0])] != null
  const kept = Object.fromEntries(filled.missing.filter(isStored).map(({ path }) => [path[0], stored[String(path[0])]]))
  return {
    settings: { ...(filled.value as Record<string, unknown>), ...kept },
    missing: filled.missing.filter((variable) => !isStored(variable)),
  }
}

function checkSettings(
  connector: Connector,
  settings: Readonly<Record<string, unknown>>,
  place: { readonly at: Path; readonly lineOf: LineOf; readonly secrets: readonly string[] },
): { readonly value: Readonly<Record<string, unknown>>; readonly problems: readonly Problem[] } {
  const known = Object.keys(fieldsOf(connector.settings))
  const unknown = Object.keys(settings).filter((name) => known.length > 0 && !known.includes(name))
  const problems = unknown.map((name) => unknownSetting([...place.at, name], known, place))
  const parsed = connector.settings.safeParse(settings, { reportInput: true })
  if (parsed.success) return { value: parsed.data as Record<string, unknown>, problems }
  const isSecret = (issue: Issue): boolean => place.secrets.includes(String(issue.path[0])) && issue.input !== undefined
  const issues = parsed.error.issues.map((issue): Issue =>
    isSecret(issue) ? ({ ...issue, input: '(a secret)' } as Issue) : issue,
  )
  const found = schemaProblems(issues, { ...place, namesAt: (path) => namesAt(connector.settings, path) })
  return { value: {}, problems: [...problems, ...found] }
}

function missingProblem(
  { path, variable }: MissingVariable,
  at: Path,
  lineOf: LineOf,
  env: ParseOptions['env'],
): Problem {
  return problem([...at, 'settings', ...path], unknownVariable(env, variable), variableRemedy(env, variable), {
    lineOf,
  })
}

/** What is joined, and what each connection is able to do; `undefined` = nobody knows, because its settings are wrong. */
interface Joined {
  readonly file: ConfigurationFile
  readonly lineOf: LineOf
  /** Keys of the connections of this file, and of those that are stored. */
  readonly known: readonly string[]
  able(connectionKey: string): Connector<never> | undefined
}

function joinedOf(
  file: ConfigurationFile,
  lineOf: LineOf,
  read: Readonly<Record<string, ConnectionSettings>>,
  { connectors, storedConnections = {} }: ParseOptions,
): Joined {
  const known: readonly string[] = [...new Set([...Object.keys(file.connections), ...Object.keys(storedConnections)])]
  return {
    file,
    lineOf,
    known,
    able(key) {
      // What the file says of a connection counts, also when it is wrong.
      const connection: StoredConnection | undefined = key in file.connections ? read[key] : storedConnections[key]
      const connector = connection === undefined ? undefined : connectors.get(connection.connector)
      // With some connectors it is a matter of the settings what a connection can do.
      return connector?.forSettings?.(connection?.settings as never) ?? connector
    },
  }
}

/** Whether integrations join connections that exist and can do their part. */
function joinProblems(joined: Joined): Problem[] {
  return Object.entries(joined.file.integrations).flatMap(([key, integration]) => [
    ...paymentProblems(key, joined),
    ...sideProblems(['integrations', key, 'store'], integration.store, joined, (connector) =>
      connector.reads.orders !== undefined ? null : `${connector.name} has no orders to read`,
    ),
    ...sideProblems(['integrations', key, 'target'], integration.target, joined, (connector) =>
      connector.writes.documents !== undefined ? null : `${connector.name} takes no documents`,
    ),
    ...productProblems(key, joined),
    ...ownFieldProblems(key, joined),
  ])
}

function ownFieldProblems(key: string, { file, lineOf, able }: Joined): Problem[] {
  const { target = '', mappings } = file.integrations[key] ?? {}
  const connector = able(target)
  if (mappings === undefined || connector?.writes.documents === undefined) return []
  return extraFieldProblems(['integrations', key, 'mappings', 'fields'], mappings.fields, connector, lineOf)
}

function productProblems(key: string, { file, lineOf, able }: Joined): Problem[] {
  const { store = '', target = '', rules } = file.integrations[key] ?? {}
  const [left, right] = [able(store), able(target)]
  if (rules === undefined || left === undefined || right === undefined) return []
  const at = ['integrations', key, 'rules', 'products']
  return fieldProblems(at, rules.products, { store: left, target: right }, lineOf)
}

/** Whether the providers of an integration pay out, and to this integration alone: a payout is booked once. */
function paymentProblems(key: string, joined: Joined): Problem[] {
  const { file, lineOf, able } = joined
  const { payments = [], store = '', flows } = file.integrations[key] ?? {}
  const storePays = able(store)?.reads.payouts !== undefined
  const nobody = flows?.payouts.enabled === true && payments.length === 0 && !storePays
  const remedy = 'Name the connection of the provider that pays out, e.g. payments: [cards].'
  const none = nobody ? [problem(['integrations', key, 'payments'], 'Nobody pays out here', remedy, { lineOf })] : []
  const named = payments.flatMap((one, index) => {
    const path = ['integrations', key, 'payments', index]
    const others = Object.entries(file.integrations).filter(([other, { payments: theirs }]) =>
      other === key ? payments.indexOf(one) !== index : theirs.includes(one),
    )
    const [other] = others.map(([name]) => name)
    const twice = other === undefined ? null : `The payouts of "${one}" are booked by "${other}" already`
    return sideProblems(path, one, joined, (connector) =>
      connector.reads.payouts !== undefined ? twice : `${connector.name} has no payouts to read`,
    )
  })
  return [...none, ...named]
}

function sideProblems(
  path: Path,
  connectionKey: string,
  { lineOf, known, able }: Joined,
  objection: (connector: Connector<never>) => string | null,
): Problem[] {
  if (!known.includes(connectionKey)) {
    const remedy = known.length === 0 ? 'Add it under "connections".' : suggestion(connectionKey, known)
    return [problem(path, `There is no connection "${connectionKey}"`, remedy, { lineOf })]
  }
  const connector = able(connectionKey)
  const cannot = connector === undefined ? null : objection(connector)
  return cannot === null ? [] : [problem(path, cannot, 'Name a connection of another kind here.', { lineOf })]
}

/** A misspelt setting is missing under its right name as well; that need not be said. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const misspelt = new Set(
    problems.flatMap(({ path, remedy }) => {
      const meant = /^Did you mean "(.+)"\?$/.exec(remedy)?.[1]
      return meant === undefined ? [] : [path.replace(/[^.]*$/, meant)]
    }),
  )
  return problems.filter(({ path, message }) => message !== MISSING || !misspelt.has(path))
}

const byLine = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || a.path.localeCompare(b.path))
