import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { PoliciesInput } from '#books/policies'
import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import type { FlowName } from '#app/configuration/schema'
import { readSettings } from '#app/settings'
import { type Running, startTillbridge, type StartOptions } from '#app/start'
import { listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import type { Actor } from '#database/revisions'
import { countStates, listTransfers, showTransfer, type TransferState, type TransferView } from '#database/transfers'
import type { rulesSchema } from '#engine/rules'
import type { SweepResult } from '#engine/sweep'
import type { MappingsInput } from '#mapping/mappings'
import { type ErpnextOptions, type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type ShopifyOptions, type ShopifySandbox, startShopify } from '#sandboxes/shopify/start'
import { migratedDatabase } from './migrated-database.ts'

export interface StoryOptions {
  readonly shop?: ShopifyOptions
  readonly erp?: ErpnextOptions
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

/** A shop, an ERP and a Tillbridge between them, all real servers, set up as a user sets them up. */
export interface Story extends AsyncDisposable {
  readonly shop: ShopifySandbox
  readonly erp: ErpnextSandbox
  readonly running: Running
  readonly organizationId: string
  readonly integrationId: string
  /** Applies the configuration anew with other rules or tables; `actor`: who does. */
  configure(
    change: Pick<StoryOptions, 'policies' | 'mappings' | 'flows' | 'rules' | 'erpSettings' | 'shopSettings'>,
    actor?: Actor,
  ): Promise<void>
  /** Default: the orders. */
  sweep(flow?: FlowName): Promise<SweepResult>
  /** Resolves when all deliveries have arrived and nothing is left to run (what waits for a person may remain). */
  settled(): Promise<void>
  transfer(orderName: string): Promise<TransferView>
  story(orderName: string): Promise<NonNullable<Awaited<ReturnType<typeof showTransfer>>>>
  states(): Promise<Record<TransferState, number>>
}

/** Tables that fit the sandbox's company `Acme GmbH`. */
export const ACME_MAPPINGS: MappingsInput = {
  taxes: [
    ...['25', '20', '19', '15', '12', '7', '6'].map((rate) => ({ country: '*', rate, account: accountOf(rate) })),
    { country: '*', rate: '0', account: null },
    { country: '*', rate: 'none', account: null },
  ],
  payments: [
    { gateway: 'shopify_payments', mode: 'Credit Card', account: 'Stripe Clearing - AC' },
    { gateway: 'gift_card', mode: 'Cash', account: 'Gift Cards - AC' },
    { gateway: '*', mode: 'Cash', account: 'Stripe Clearing - AC' },
  ],
  shipping: [{ method: '*', item: 'SHIPPING' }],
  locations: [{ location: '*', warehouse: 'Stores - AC' }],
  items: [],
  ledgers: [
    { category: 'fee', account: 'Payment Fees - AC' },
    { category: 'write-off', account: 'Write Off - AC' },
    { category: 'exchange', account: 'Exchange Gain/Loss - AC' },
  ],
  roles: {
    tip: { item: 'TIP' },
    'gift-card': { item: 'TIP' },
    rounding: { account: 'Freight Income - AC' },
    adjustment: { item: 'ADJUSTMENT' },
  },
}

function accountOf(rate: string): string {
  return rate === '19' || rate === '7' ? `Umsatzsteuer ${rate} % - AC` : `VAT ${rate}% - AC`
}

const SETTLE_LIMIT_MS = 100_000
const LOOK_EVERY_MS = 10

/** Starts a story. Everything is on loopback and gone when it is disposed. */
export async function startStory(options: StoryOptions = {}): Promise<Story> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const shop = await startShopify({
      shop: { currency: 'EUR', taxesIncluded: true, ianaTimezone: 'Europe/Berlin' },
      ...options.shop,
    })
    closers.push(() => shop.stop())
    const erp = await startErpnext({ seed: 'reference', ...options.erp })
    closers.push(() => erp.stop())
    ensureFiscalYear(erp)
    const database = await migratedDatabase()
    closers.push(async () => database[Symbol.asyncDispose]())
    const dataFolder = await mkdtemp(join(tmpdir(), 'tillbridge-story-'))
    closers.push(() => rm(dataFolder, { recursive: true }))
    const settings = readSettings(options.environment ?? {}, {
      dataFolder,
      databaseUrl: database.connectionString,
      port: 0,
      logLevel: 'silent',
    })
    const running = await startTillbridge(settings, { roles: ['web', 'worker'], ...options.start })
    closers.push(() => running.stop())
    return await connect({ shop, erp, running, options, close })
  } catch (error) {
    await close()
    throw error
  }
}

/** Orders that are placed now must find open books, in whatever year the tests run. */
function ensureFiscalYear(erp: ErpnextSandbox): void {
  const year = erp.site.today().slice(0, 4)
  const isOpen = erp.documents('Fiscal Year').some((known) => String(known['year_start_date']).startsWith(year))
  if (isOpen) return
  const [year_start_date, year_end_date] = [`${year}-01-01`, `${year}-12-31`]
  erp.insert({ doctype: 'Fiscal Year', year, year_start_date, year_end_date })
}

interface Parts {
  readonly shop: ShopifySandbox
  readonly erp: ErpnextSandbox
  readonly running: Running
  readonly options: StoryOptions
  close(): Promise<void>
}

async function connect({ shop, erp, running, options, close }: Parts): Promise<Story> {
  const { bridge } = running
  const configure = async (
    change: StoryOptions,
    actor: Actor = { by: 'eva', with: 'tillbridge.yaml' },
  ): Promise<void> => {
    const file = configurationOf(shop, erp, { ...options, ...change })
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
  const { organizationId, queries, engine } = bridge
  const [integration] = await listIntegrations(bridge.pool, organizationId)
  const integrationId = integration?.integrationId ?? ''
  const states = () => countStates(queries, organizationId)
  const transfer = async (record: string): Promise<TransferView> => {
    const [found] = await listTransfers(queries, organizationId, { record })
    if (found === undefined) throw new Error(`there is no transfer of ${record}`)
    return found
  }
  return {
    shop,
    erp,
    running,
    organizationId,
    integrationId,
    configure,
    states,
    transfer,
    sweep: (flow = 'orders') => engine.sweep({ organizationId, integrationId, flow }),
    async story(orderName) {
      const shown = await showTransfer(queries, organizationId, (await transfer(orderName)).transferId)
      if (shown === null) throw new Error(`there is no transfer of ${orderName}`)
      return shown
    },
    async settled() {
      const deadline = Date.now() + SETTLE_LIMIT_MS
      for (;;) {
        await shop.deliveries.settled()
        const { pending, running: busy, waiting } = await states()
        if (pending + busy + waiting === 0) return
        if (Date.now() > deadline) throw new Error(`not settled in time: ${JSON.stringify(await states())}`)
        await bridge.clock.sleep(LOOK_EVERY_MS)
      }
    },
    [Symbol.asyncDispose]: close,
  }
}

const zoneOf = ({ shop }: StoryOptions): string => shop?.shop?.ianaTimezone ?? 'Europe/Berlin'

const configurationOf = (shop: ShopifySandbox, erp: ErpnextSandbox, options: StoryOptions): StoryConfiguration => ({
  version: 1,
  connections: {
    shop: {
      connector: 'shopify',
      settings: {
        shop: shop.domain,
        baseUrl: shop.url,
        clientId: shop.clientId,
        clientSecret: shop.clientSecret,
        timeZone: zoneOf(options),
        ...options.shopSettings,
      },
    },
    erp: {
      connector: 'erpnext',
      slots: options.slots ?? 4,
      settings: {
        baseUrl: erp.url,
        apiKey: erp.apiKey,
        apiSecret: erp.apiSecret,
        company: 'Acme GmbH',
        companyCurrency: 'EUR',
        warehouse: 'Stores - AC',
        createMissingItems: true,
        ...(options.flows === undefined ? {} : { webhookSecret: 'a secret of the story' }),
        ...options.erpSettings,
      },
    },
  },
  integrations: {
    acme: {
      store: 'shop',
      target: 'erp',
      live: true,
      policies: { documents: 'order-and-invoice', invoiceOn: 'paid', ...options.policies },
      mappings: { ...ACME_MAPPINGS, ...options.mappings },
      // Days are those of the shop, at every hour that tests may run.
      flows: Object.fromEntries(
        (options.flows ?? []).map((flow) => [flow, { enabled: true, timeZone: zoneOf(options) }]),
      ),
      rules: options.rules ?? {},
    },
  },
})
