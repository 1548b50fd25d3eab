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
import { type Basis, basisOf, type ConfigurationStore, readStored, storedConnections, storedSecrets } from './stored.ts'

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
    apply(organizationId, text, actor) {
      const store = storeOf(organizationId)
      return overNewest(store, async (basis) => use(store, await checkedFile(store, text, ''), { actor, basis }))
    },
    async promote(organizationId, promotion, actor) {
      const store = storeOf(organizationId)
      const basis = basisOf(await readStored(store))
      const { text, keys, alerts, findings } = await preparePromotion(store, promotion, stores.engine.choices)
      const whole = await checkedFile(store, text, `integrations.${promotion.to}.`)
      if (actor !== null) assertKnownCodes(findings, promotion)
      const integrations = only(whole.integrations, keys)
      const wanted = { connections: {}, integrations, alerts: only(whole.alerts ?? {}, alerts) }
      return { ...(await use(store, wanted, actor === null ? { dryRun: true } : { actor, basis })), ...findings }
    },
    saveConnection(organizationId, key, change, actor) {
      const store = storeOf(organizationId)
      return overNewest(store, async (basis) => {
        const file = await fileOf(store)
        const connections = { ...file.connections, [key]: change(own(file.connections, key)) }
        const whole = await checkedFile(store, JSON.stringify({ ...file, connections }), `connections.${key}.`)
        const wanted = { connections: only(whole.connections, [key]), integrations: {} }
        return use(store, wanted, actor === null ? { dryRun: true } : { actor, basis })
      })
    },
    saveIntegration(organizationId, key, change, actor) {
      const store = storeOf(organizationId)
      return overNewest(store, async (basis) => {
        const file = await fileOf(store)
        const changed = change(own(file.integrations, key), basis.revisions.get(key) ?? null)
        const integrations = { ...file.integrations, [key]: changed }
        const whole = await checkedFile(store, JSON.stringify({ ...file, integrations }), `integrations.${key}.`)
        return use(store, { connections: {}, integrations: only(whole.integrations, [key]) }, { actor, basis })
      })
    },
  }
}

// Each time somebody else was quicker; so many in a row are no people.
const MOST_TRIES = 30

/**
 * A change is worked out from the whole configuration as it was read, and would take away what somebody else changes in that moment,
 * in whatever part. So it is worked out anew when what is stored is no longer what it was.
 */
async function overNewest(store: ConfigurationStore, work: (basis: Basis) => Promise<Changed>): Promise<Changed> {
  for (let tries = 1; ; tries += 1) {
    const basis = basisOf(await readStored(store))
    try {
      return await work(basis)
    } catch (error) {
      const isSame = basisOf(await readStored(store)).print === basis.print
      if (isSame || tries === MOST_TRIES) throw error
    }
  }
}

const own = <V>(all: Readonly<Record<string, V>>, key: string): V | null =>
  Object.hasOwn(all, key) ? (all[key] ?? null) : null

/** Checks all of a file, over what is stored. */
async function checkedFile(store: ConfigurationStore, text: string, part: string): Promise<Configuration> {
  const parsed = parseConfiguration(text, {
    env: null,
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
