import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import { type Bridge, openBridge } from '#app/bridge'
import { readSettings } from '#app/settings'
import { listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import { countStates } from '#database/transfers'
import { type BooksProof, proveBooks } from '#sandboxes/proof/books-proof'
import { seededRandom } from '#sandboxes/shopify/ids'
import { freePort } from '#lib/free-port'
import { excusesOf } from '#testing/excuses'
import type { Pair } from '#testing/pairs'
import type { StoreOrder, StoreSide } from '#testing/store-side'
import { ARTICLES, drawLives, happen, type Life } from './lives.ts'
import { startMortal } from './processes.ts'
import { beginSides, configurationFor, type Sides, storeKey } from './sides.ts'
import { makeTrouble, type Trouble } from './trouble.ts'

export interface ChaosOptions {
  /** Each with a shop and an ERP of its own, all in one Tillbridge. */
  readonly pairs: readonly Pair[]
  /** Of each pair. */
  readonly orders: number
  readonly seed: number
  /** At least so many processes (Tillbridge or Postgres) are killed with signal 9. */
  readonly kills: number
  say(text: string): void
}

export interface ChaosReport {
  readonly proofs: readonly { readonly pair: Pair; readonly proof: BooksProof }[]
  readonly kills: number
  readonly restarts: number
  readonly seconds: number
}

const ORDERS_PER_SECOND = 40
/** What happens to an order happens after so many further ones, booked or not. */
const ORDERS_UNTIL_NEXT = 20
const SETTLE_LIMIT_MS = 240_000

/**
 * Sells through a day that goes wrong everywhere at once: webhooks doubled, late, out of order or never sent; workers, web server
 * and Postgres killed at random; the ERP slow, restarted, breaking off before and after its commits. Then calm, one sweep, and the
 * books of both sides are compared. The same seed draws the same orders and the same troubles.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const startedAt = Date.now()
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-chaos-'))
  await chmod(folder, 0o711)
  const all: Sides[] = []
  try {
    for (const pair of options.pairs) all.push(await beginSides(pair))
    const { proofs, kills, restarts } = await play(options, folder, all)
    return { proofs, kills, restarts, seconds: (Date.now() - startedAt) / 1000 }
  } finally {
    for (const sides of all) await sides.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function play({ seed, orders, kills, say }: ChaosOptions, folder: string, all: readonly Sides[]) {
  const random = seededRandom(seed)
  const lives = all.map(() => drawLives(random, orders))
  const port = await freePort()
  const env = { TILLBRIDGE_DATA: folder, TILLBRIDGE_LOG: 'error' }
  await setUp(folder, port, all)
  const processes = [
    startMortal({ name: 'web', roles: 'web', port, env }),
    startMortal({ name: 'worker 1', roles: 'worker', env }),
    startMortal({ name: 'worker 2', roles: 'worker', env }),
  ]
  let trouble: Trouble | null = null
  try {
    await Promise.all(processes.map((process) => process.ready()))
    trouble = makeTrouble({ random, processes, erps: all.map(({ erp }) => erp.erp.server), folder })
    say(`selling ${orders} orders`)
    await Promise.all(all.map(({ store }, index) => sell(store.shop, lives[index] ?? [], random)))
    await trouble.until(kills)
    say(`${trouble.kills} killed; now calm`)
    await trouble.stop()
    const proofs = await settleAndProve(folder, all)
    return { proofs, kills: trouble.kills, restarts: trouble.restarts }
  } finally {
    await trouble?.stop()
    for (const process of processes.toReversed()) await process.stop()
  }
}

const settingsFor = (folder: string) => readSettings({}, { dataFolder: folder, logLevel: 'silent', port: 0 })

/** Connects them as a user does, before anything runs. */
async function setUp(folder: string, port: number, all: readonly Sides[]): Promise<void> {
  for (const { erp } of all) for (const [sku] of ARTICLES) erp.erp.count(sku, 100_000)
  await using bridge = await openBridge(settingsFor(folder))
  const text = JSON.stringify(configurationFor(all))
  const parsed = parseConfiguration(text, { env: {}, connectors: bridge.connectors })
  if (!parsed.ok) throw new Error(`the configuration is wrong: ${JSON.stringify(parsed.problems)}`)
  await applyConfiguration(bridge, parsed.configuration)
  const stores = new Set(all.map(({ pair }) => storeKey(pair)))
  for (const connection of await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)) {
    await bridge.engine.prepare(connection)
    if (stores.has(connection.key)) await bridge.engine.subscribe(connection, `http://127.0.0.1:${port}`)
  }
}

async function sell(shop: StoreSide, lives: readonly Life[], random: () => number): Promise<void> {
  shop.telling('badly')
  const ahead: { readonly order: StoreOrder; readonly life: Life; readonly events: Life['events'] }[] = []
  const goOn = (): void => {
    const [next] = ahead.splice(0, 1)
    const [event, ...events] = next?.events ?? []
    if (next === undefined || event === undefined) return
    happen(shop, next.order, next.life, event)
    if (events.length > 0) ahead.push({ ...next, events })
  }
  for (const life of lives) {
    ahead.push({ order: shop.buy(life.purchase), life, events: life.events })
    if (ahead.length > ORDERS_UNTIL_NEXT) goOn()
    await delay((1000 / ORDERS_PER_SECOND) * 2 * random())
  }
  while (ahead.length > 0) goOn()
}

/** Waits until nothing is left to run, sweeps once, waits again, and compares the books. */
async function settleAndProve(folder: string, all: readonly Sides[]): Promise<ChaosReport['proofs']> {
  await using bridge = await openBridge(settingsFor(folder))
  const { organizationId, pool, engine } = bridge
  for (const { store } of all) await store.told()
  const integrations = await listIntegrations(pool, organizationId)
  await quiet(bridge)
  for (const { integrationId } of integrations) await engine.sweep({ organizationId, integrationId, flow: 'orders' })
  await quiet(bridge)
  return await Promise.all(
    all.map(async ({ pair, store, erp }) => {
      const integrationId = integrations.find(({ key }) => key === pair.id)?.integrationId ?? ''
      const excuses = await excusesOf(bridge, { integrationId })
      const [orders, documents] = [store.shop.facts(), erp.erp.documents()]
      return { pair, proof: proveBooks({ orders, documents, excuses, payments: true }) }
    }),
  )
}

async function quiet(bridge: Bridge): Promise<void> {
  const deadline = Date.now() + SETTLE_LIMIT_MS
  for (;;) {
    const { pending, running, waiting } = await countStates(bridge.queries, bridge.organizationId)
    if (pending + running + waiting === 0) return
    if (Date.now() > deadline)
      throw new Error(`work is left: ${pending} pending, ${running} running, ${waiting} waiting`)
    await delay(100)
  }
}
