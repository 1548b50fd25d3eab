import { Document, isScalar, isSeq, type Scalar, visit, type YAMLMap } from 'yaml'
import { policiesSchema } from '#books/policies'
import type { Connector } from '#contract/connector'
import { rulesSchema } from '#engine/rules'
import { mappingsSchema } from '#mapping/mappings'
import { exportedAlerts } from './alerts.ts'
import { secretVariable } from './environment.ts'
import { integrationSchema } from './schema.ts'
import { fieldsOf, withoutDefaults } from './schema-shape.ts'
import { type ConfigurationStore, readStored, type Stored } from './stored.ts'

const HEADER = ` The configuration of Tillbridge. Secrets stand outside of it: \${NAME} is filled from the environment,
 or stays what it is where it is known already. What is left out has its default value.
 See it: tillbridge apply FILE --dry-run.   Use it: tillbridge apply FILE`

/** The stored configuration as a file. Applying it again changes nothing. */
export async function exportConfiguration(
  store: ConfigurationStore,
  format: 'yaml' | 'json' = 'yaml',
): Promise<string> {
  const value = configurationValue(store, await readStored(store))
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`
  const document = new Document(value)
  document.commentBefore = HEADER
  visit(document, { Scalar: quotePlaceholder, Map: entryOnOneLine })
  return document.toString({ lineWidth: 100 })
}

function quotePlaceholder(_key: unknown, node: Scalar): void {
  if (typeof node.value === 'string' && node.value.startsWith('${')) node.type = 'QUOTE_DOUBLE'
}

/** Entries of a list, e.g. of the tax table, read best as a table, and a single setting beside its name. */
function entryOnOneLine(_key: unknown, map: YAMLMap, path: readonly unknown[]): void {
  const isFlat = map.items.length > 0 && map.items.every((item) => isScalar(item.value))
  if (isFlat && (isSeq(path.at(-1)) || map.items.length === 1)) map.flow = true
}

function configurationValue(store: ConfigurationStore, stored: Stored): unknown {
  const keyOf = new Map([...stored.connections.values()].map(({ connectionId, key }) => [connectionId, key]))
  return {
    version: 1,
    connections: mapValues(stored.connections, (connection) => exportedConnection(store, connection)),
    integrations: mapValues(stored.integrations, (integration) => exportedIntegration(integration, keyOf)),
    ...(stored.alerts.size === 0 ? {} : { alerts: exportedAlerts(stored.alerts) }),
  }
}

function exportedConnection(
  store: ConfigurationStore,
  { key, connector: id, settings, secretNames, slots }: MapValue<Stored['connections']>,
): unknown {
  const connector = store.connectors.get(id) as Connector | undefined
  const open = Object.fromEntries(Object.entries(settings).filter(([name]) => !secretNames.includes(name)))
  const secrets = secretNames
    .filter((name) => settings[name] != null)
    .map((name): [string, string] => [name, `\${${secretVariable(key, name)}}`])
  const said = connector === undefined ? open : (withoutDefaults(connector.settings, open) as Record<string, unknown>)
  const isUsualSlots = connector !== undefined && slots === connector.limits.slots(settings)
  return {
    connector: id,
    settings: { ...said, ...Object.fromEntries(secrets) },
    ...(isUsualSlots ? {} : { slots }),
  }
}

function exportedIntegration(
  integration: MapValue<Stored['integrations']>,
  keyOf: ReadonlyMap<string, string>,
): unknown {
  const { key, name, live, policies, mappings, rules } = integration
  const flowFields = fieldsOf(fieldsOf(integrationSchema)['flows'] ?? integrationSchema)
  const flows = integration.flows.flatMap(({ flow, enabled, schedule, ownTimeZone }): [string, unknown][] => {
    const field = flowFields[flow]
    const settings = { enabled, schedule, ...(ownTimeZone === null ? {} : { timeZone: ownTimeZone }) }
    if (field === undefined) return [[flow, settings]]
    const said = withoutDefaults(field, settings) as object
    // That a flow runs is worth reading even where it is the default; that one does not run goes without saying.
    return enabled || Object.keys(said).length > 0 ? [[flow, { enabled, ...said }]] : []
  })
  return {
    ...(name === key ? {} : { name }),
    store: keyOf.get(integration.storeConnectionId),
    target: keyOf.get(integration.targetConnectionId),
    ...(integration.paymentConnectionIds.length === 0
      ? {}
      : { payments: integration.paymentConnectionIds.flatMap((id) => keyOf.get(id) ?? []).toSorted() }),
    live,
    flows: Object.fromEntries(flows),
    policies: withoutDefaults(policiesSchema, policies),
    mappings: withoutDefaults(mappingsSchema, mappings),
    ...rulesShown(withoutDefaults(rulesSchema, rules)),
  }
}

const rulesShown = (rules: unknown): object => (Object.keys(Object(rules) as object).length === 0 ? {} : { rules })

type MapValue<M> = M extends ReadonlyMap<string, infer V> ? V : never

const mapValues = <V>(map: ReadonlyMap<string, V>, change: (value: V) => unknown): Record<string, unknown> =>
  Object.fromEntries([...map].map(([key, value]) => [key, change(value)]))
