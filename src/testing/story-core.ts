import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { PoliciesInput } from '#books/policies'
import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import type { FlowName } from '#model/flows'
import { readSettings } from '#app/settings'
import { type Running, startTillbridge, type StartOptions } from '#app/start'
import { listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import type { Actor } from '#database/revisions'
import { countStates, listTransfers, showTransfer, type TransferState, type TransferView } from '#database/transfers'
import type { rulesSchema } from '#engine/rules'
import type { SweepResult } from '#engine/sweep'
import type { MappingsInput } from '#mapping/mappings'
import { type ShopifyOptions, type ShopifySandbox, startShopify } from '#sandboxes/shopify/start'
import { migratedDatabase } from './migrated-database.ts'

export interface CoreOptions {
  readonly shop?: ShopifyOptions
  readonly policies?: PoliciesInput
  readonly mappings?: MappingsInput
  /** Flows beside the orders that are switched on. */
  readonly flows?: readonly FlowName[]
  readonly rules?: z.input<typeof rulesSchema>
  /** Settings of the ERP connection over the defaults. */
  readonly erpSettings?: Readonly<Record<string, unknown>>
  readonly shopSettings?: Readonly<Record<string, unknown>>
  readonly start?: StartOptions
  /** Variables that it is started with, e.g. a mail server. */
  readonly environment?: Readonly<Record<string, string>>
  /** Default: any that is free. */
  readonly port?: number
  /** A database of its own. Default: a new one of this run of tests. */
  readonly databaseUrl?: string
  /** Leave webhooks out: everything must be found by sweeps. */
  readonly withoutWebhooks?: boolean
  readonly slots?: number
  /** Changes the configuration file before it is applied, e.g. adds another shop. */
  readonly adjust?: (file: StoryConfiguration) => unknown
}

/** The configuration file of a story: one shop, one ERP, the integration `acme` between them. */
export interface StoryConfiguration {
  readonly version: 1
  readonly connections: Readonly<Record<string, object>>
  readonly integrations: Readonly<Record<string, object>>
}

/** An ERP beside a story's shop. */
export interface StoryErp<Erp> {
  readonly erp: Erp
  /** In which the shop sells when nothing else is asked for. */
  readonly currency: string
  readonly timeZone: string
  readonly mappings: MappingsInput
  /** The connection `erp` of the configuration file; `settings` over its own. */
  connection(settings: Readonly<Record<string, unknown>>, isListenedTo: boolean): object
  stop(): Promise<unknown>
}

/** A store beside a story's ERP. */
export interface StoryStore<Shop> {
  readonly shop: Shop
  /** The connection `shop` of the configuration file; `settings` over its own. */
  connection(settings: Readonly<Record<string, unknown>>): object
  /** Resolves when everything that it has to tell has arrived. */
  told(): Promise<unknown>
  stop(): Promise<unknown>
}

/** Where a story plays: in the currency of its ERP, by the clock of both. */
export interface StoryHome {
  readonly currency: string
  readonly timeZone: string
}

/** A shop, an ERP and a Tillbridge between them, all real servers, set up as a user sets them up. */
export interface StoryOf<Erp, Shop = ShopifySandbox> extends AsyncDisposable {
  readonly shop: Shop
  readonly erp: Erp
  readonly running: Running
  readonly organizationId: string
  readonly integrationId: string
  /** Applies the configuration anew with other rules or tables; `actor`: who does. */
  configure(
    change: Pick<CoreOptions, 'policies' | 'mappings' | 'flows' | 'rules' | 'erpSettings' | 'shopSettings'>,
    actor?: Actor,
  ): Promise<void>
  /** Default: the orders. */
  sweep(flow?: FlowName): Promise<SweepResult>
  /** Resolves when all deliveries have arrived and nothing is left to run (what waits for a person may remain). */
  settled(): Promise<void>
  transfer(orderName: string): Promise<TransferView>
  /** The same, once nothing is under way for it: a search of the store may have a known order read again at any moment. */
  restingTransfer(orderName: string): Promise<TransferView>
  story(orderName: string): Promise<NonNullable<Awaited<ReturnType<typeof showTransfer>>>>
  states(): Promise<Record<TransferState, number>>
}

const SETTLE_LIMIT_MS = 100_000
const LOOK_EVERY_MS = 10
const UNDER_WAY: readonly TransferState[] = ['pending', 'running', 'waiting']

/** Starts a story of a shop by Shopify with the ERP that `begin` starts. Everything is on loopback and gone when it is disposed. */
export const startStoryOf = <Erp>(options: CoreOptions, begin: () => Promise<StoryErp<Erp>>): Promise<StoryOf<Erp>> =>
  startStoryBetween(options, (home) => beginShopify(home, options.shop), begin)

/** Starts a story of any store and any ERP. */
export async function startStoryBetween<Erp, Shop>(
  options: CoreOptions,
  beginStore: (home: StoryHome) => Promise<StoryStore<Shop>>,
  beginErp: () => Promise<StoryErp<Erp>>,
): Promise<StoryOf<Erp, Shop>> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const erp = await beginErp()
    closers.push(() => erp.stop())
    const { currency } = erp
    const timeZone = options.shop?.shop?.ianaTimezone ?? erp.timeZone
    const store = await beginStore({ currency, timeZone })
    closers.push(() => store.stop())
    const databaseUrl = options.databaseUrl ?? (await ownDatabase(closers))
    const dataFolder = await mkdtemp(join(tmpdir(), 'tillbridge-story-'))
    closers.push(() => rm(dataFolder, { recursive: true }))
    const settings = readSettings(options.environment ?? {}, {
      dataFolder,
      databaseUrl,
      port: options.port ?? 0,
      logLevel: 'silent',
    })
    const running = await startTillbridge(settings, { roles: ['web', 'worker'], ...options.start })
    closers.push(() => running.stop())
    return await connect({ store, erp, running, options, timeZone, close })
  } catch (error) {
    await close()
    throw error
  }
}

async function ownDatabase(closers: (() => Promise<unknown>)[]): Promise<string> {
  const database = await migratedDatabase()
  closers.push(async () => database[Symbol.asyncDispose]())
  return database.connectionString
}

/** A shop by Shopify as the store of a story. */
export async function beginShopify(home: StoryHome, options: ShopifyOptions = {}): Promise<StoryStore<ShopifySandbox>> {
  const { currency, timeZone } = home
  const shop = await startShopify({ shop: { currency, taxesIncluded: true, ianaTimezone: timeZone }, ...options })
  return {
    shop,
    connection: (settings) => ({
      connector: 'shopify',
      settings: {
        shop: shop.domain,
        baseUrl: shop.url,
        clientId: shop.clientId,
        clientSecret: shop.clientSecret,
        timeZone,
        ...settings,
      },
    }),
    told: () => shop.deliveries.settled(),
    stop: () => shop.stop(),
  }
}

interface Parts<Erp, Shop> {
  readonly store: StoryStore<Shop>
  readonly erp: StoryErp<Erp>
  readonly running: Running
  readonly options: CoreOptions
  readonly timeZone: string
  close(): Promise<void>
}

async function connect<Erp, Shop>(parts: Parts<Erp, Shop>): Promise<StoryOf<Erp, Shop>> {
  const { store, erp, running, options, close } = parts
  const { bridge } = running
  const configure = async (
    change: CoreOptions,
    actor: Actor = { by: 'eva', with: 'tillbridge.yaml' },
  ): Promise<void> => {
    const file = configurationOf(parts, { ...options, ...change })
    const text = JSON.stringify(options.adjust?.(file) ?? file)
    const parsed = parseConfiguration(text, { env: {}, connectors: bridge.connectors })
    if (!parsed.ok) throw new Error(`the story's configuration is wrong: ${JSON.stringify(parsed.problems)}`)
    await applyConfiguration(bridge, parsed.configuration, { actor })
  }
  await configure({})
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  for (const connection of connections) await bridge.engine.prepare(connection)
  // The ERP only speaks where a flow listens to it.
  const speaking = connections.filter(({ key }) => key === 'shop' || (key === 'erp' && options.flows !== undefined))
  if (options.withoutWebhooks !== true && running.url !== null)
    for (const connection of speaking) await bridge.engine.subscribe(connection, running.url)
  const { organizationId, engine } = bridge
  const [integration] = await listIntegrations(bridge.pool, organizationId)
  const integrationId = integration?.integrationId ?? ''
  return {
    shop: store.shop,
    erp: erp.erp,
    running,
    organizationId,
    integrationId,
    configure,
    sweep: (flow = 'orders') => engine.sweep({ organizationId, integrationId, flow }),
    ...watch(parts),
    [Symbol.asyncDispose]: close,
  }
}

/** What a story shows of its transfers. */
function watch<Erp, Shop>({
  store,
  running: { bridge },
}: Parts<Erp, Shop>): Pick<StoryOf<Erp, Shop>, 'states' | 'transfer' | 'restingTransfer' | 'story' | 'settled'> {
  const { organizationId, queries, clock } = bridge
  const states = () => countStates(queries, organizationId)
  const transfer = async (record: string): Promise<TransferView> => {
    const [found] = await listTransfers(queries, organizationId, { record })
    if (found === undefined) throw new Error(`there is no transfer of ${record}`)
    return found
  }
  const settled = async (): Promise<void> => {
    const deadline = Date.now() + SETTLE_LIMIT_MS
    for (;;) {
      await store.told()
      const { pending, running, waiting } = await states()
      if (pending + running + waiting === 0) return
      if (Date.now() > deadline) throw new Error(`not settled in time: ${JSON.stringify(await states())}`)
      await clock.sleep(LOOK_EVERY_MS)
    }
  }
  return {
    states,
    transfer,
    settled,
    async restingTransfer(orderName) {
      for (;;) {
        await settled()
        const found = await transfer(orderName)
        if (!UNDER_WAY.includes(found.state)) return found
      }
    },
    async story(orderName) {
      const shown = await showTransfer(queries, organizationId, (await transfer(orderName)).transferId)
      if (shown === null) throw new Error(`there is no transfer of ${orderName}`)
      return shown
    },
  }
}

/** The configuration file of a store and an ERP, as a user would write it. */
export const configurationOf = <Erp, Shop>(
  { store, erp, timeZone }: Pick<Parts<Erp, Shop>, 'store' | 'erp' | 'timeZone'>,
  options: CoreOptions,
): StoryConfiguration => ({
  version: 1,
  connections: {
    shop: store.connection(options.shopSettings ?? {}),
    erp: { slots: options.slots ?? 4, ...erp.connection(options.erpSettings ?? {}, options.flows !== undefined) },
  },
  integrations: {
    acme: {
      store: 'shop',
      target: 'erp',
      live: true,
      policies: { documents: 'order-and-invoice', invoiceOn: 'paid', ...options.policies },
      mappings: { ...erp.mappings, ...options.mappings },
      // Days are those of the shop, at every hour that tests may run.
      flows: Object.fromEntries((options.flows ?? []).map((flow) => [flow, { enabled: true, timeZone }])),
      rules: options.rules ?? {},
    },
  },
})
