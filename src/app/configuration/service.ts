import type { Connector } from '#contract/connector'
import type { Engine } from '#engine/engine'
import { assertPublicHost } from '#engine/public-addresses'
import { Refused, refusal } from '#server/api/failures'
import type { Changed, ConfigurationService, WantedConnection } from '#server/configuration'
import { type Applied, applyConfiguration, type ApplyOptions, isElsewhere } from './apply.ts'
import { describeConnectors } from './describe-connectors.ts'
import { describeRules } from './describe-rules.ts'
import { exportConfiguration } from './export.ts'
import { parseConfiguration } from './parse.ts'
import type { Problem } from './problems.ts'
import { assertKnownCodes, preparePromotion } from './promote.ts'
import type { Configuration, ConnectionSettings } from './schema.ts'
import { type ConfigurationStore, readStored, storedConnections, storedSecrets } from './stored.ts'

type Fields = Record<string, unknown>
interface File {
  readonly version: 1
  readonly connections: Record<string, WantedConnection>
  readonly integrations: Record<string, Fields>
}

/** The configuration for callers from outside. `localAddresses`: whether connections may lead into private networks. */
export function configurationService(
  stores: Omit<ConfigurationStore, 'organizationId'> & { readonly engine: Pick<Engine, 'choices'> },
  { localAddresses }: { readonly localAddresses: boolean },
): ConfigurationService {
  const storeOf = (organizationId: string): ConfigurationStore => ({ ...stores, organizationId })
  const { connectors } = stores
  const use = async (store: ConfigurationStore, wanted: Configuration, options: ApplyOptions): Promise<Changed> => {
    if (!localAddresses) await assertPublicConnections(store, wanted.connections)
    return changedOf(await applyConfiguration(store, wanted, { ...options, publicOnly: !localAddresses }))
  }
  /** Without those who are told of alarms: what is wrong there must not stand in the way of a connection. */
  const fileOf = async (store: ConfigurationStore): Promise<File> => {
    const { version, connections, integrations } = JSON.parse(await exportConfiguration(store, 'json')) as File
    return { version, connections, integrations }
  }
  let described: ReturnType<ConfigurationService['connectors']> | null = null
  let rules: ReturnType<ConfigurationService['integrationRules']> | null = null

  return {
    connectors: () => (described ??= describeConnectors(connectors)),
    integrationRules: () => (rules ??= describeRules(connectors)),
    export: (organizationId) => exportConfiguration(storeOf(organizationId)),
    async preview(organizationId, text) {
      const store = storeOf(organizationId)
      return use(store, await checkedFile(store, text, ''), { dryRun: true })
    },
    async apply(organizationId, text, actor) {
      const store = storeOf(organizationId)
      return use(store, await checkedFile(store, text, ''), { actor })
    },
    async promote(organizationId, promotion, actor) {
      const store = storeOf(organizationId)
      const { text, keys, alerts, findings } = await preparePromotion(store, promotion, stores.engine.choices)
      const whole = await checkedFile(store, text, `integrations.${promotion.to}.`)
      if (actor !== null) assertKnownCodes(findings, promotion)
      const integrations = only(whole.integrations, keys)
      const wanted = { connections: {}, integrations, alerts: only(whole.alerts ?? {}, alerts) }
      return { ...(await use(store, wanted, actor === null ? { dryRun: true } : { actor })), ...findings }
    },
    async saveConnection(organizationId, key, change, actor) {
      const store = storeOf(organizationId)
      const file = await fileOf(store)
      const connections = { ...file.connections, [key]: change(file.connections[key] ?? null) }
      const whole = await checkedFile(store, JSON.stringify({ ...file, connections }), `connections.${key}.`)
      const wanted = { connections: only(whole.connections, [key]), integrations: {} }
      return use(store, wanted, actor === null ? { dryRun: true } : { actor })
    },
    async saveIntegration(organizationId, key, change, actor) {
      const store = storeOf(organizationId)
      const file = await fileOf(store)
      const integrations = { ...file.integrations, [key]: change(file.integrations[key] ?? null) }
      const whole = await checkedFile(store, JSON.stringify({ ...file, integrations }), `integrations.${key}.`)
      return use(store, { connections: {}, integrations: only(whole.integrations, [key]) }, { actor })
    },
  }
}

/** Checks all of a file, over what is stored. */
async function checkedFile(store: ConfigurationStore, text: string, part: string): Promise<Configuration> {
  const parsed = parseConfiguration(text, {
    env: {},
    connectors: store.connectors,
    storedSecrets: await storedSecrets(store),
    storedConnections: await storedConnections(store),
  })
  if (!parsed.ok) throw refusedFile(parsed.problems, part)
  return parsed.configuration
}

const changedOf = ({ changes, released }: Applied): Changed => ({
  changes: changes
    .filter(({ action }) => action !== 'absent')
    .map((change) => ({ ...change, fields: change.fields.map((field) => ({ ...field })) })),
  released,
})

const only = <V>(all: Readonly<Record<string, V>>, keys: readonly string[]): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => keys.includes(name)))

/** New connections, and those that may lead elsewhere than before. */
async function assertPublicConnections(
  store: ConfigurationStore,
  connections: Readonly<Record<string, ConnectionSettings>>,
): Promise<void> {
  const stored = await readStored(store)
  for (const [key, wanted] of Object.entries(connections)) {
    if (!isElsewhere(wanted, stored.connections.get(key))) continue
    const connector = store.connectors.get(wanted.connector) as Connector | undefined
    if (connector !== undefined) await assertPublicHost(new URL(connector.baseUrl(wanted.settings)).hostname)
  }
}

/** What is wrong with a file, each place as a field of the request: below `part` in the request's own words. */
function refusedFile(problems: readonly Problem[], part: string): Refused {
  const fields = problems.map(({ path, line, message, remedy }) => ({
    path: `body.${path.startsWith(part) ? path.slice(part.length) : path}`,
    message: `${line === null || part !== '' ? '' : `Line ${line}: `}${message} ${remedy}`,
  }))
  return new Refused(refusal('REQUEST_INVALID', { fields, message: problems.map(({ message }) => message).join(' ') }))
}
