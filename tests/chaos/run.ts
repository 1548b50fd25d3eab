import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import { type Bridge, openBridge } from '#app/bridge'
import { readSettings } from '#app/settings'
import { demoConfiguration } from '#cli/demo/demo-configuration'
import { type DemoStep, demoSteps, itemsOf, meetFate } from '#cli/demo/orders'
import type { DemoParts } from '#cli/sandboxes'
import { listConnections } from '#database/connections'
import { listIntegrations } from '#database/integrations'
import { countStates, listTransfers } from '#database/transfers'
import { type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type BooksProof, type Excuse, proveBooks } from '#sandboxes/proof/books-proof'
import { erpDocuments } from '#sandboxes/proof/erp-facts'
import { shopOrders } from '#sandboxes/proof/shop-facts'
import { seededRandom } from '#sandboxes/shopify/ids'
import { randomOrder } from '#sandboxes/shopify/order-generator'
import type { PlaceOrder } from '#sandboxes/shopify/place-input'
import { type ShopifySandbox, startShopify } from '#sandboxes/shopify/start'
import { freePort } from '#lib/free-port'
import { type Mortal, startMortal } from './processes.ts'

export interface ChaosOptions {
  readonly orders: number
  readonly seed: number
  /** At least so many processes (Tillbridge or Postgres) are killed with signal 9. */
  readonly kills: number
  say(text: string): void
}

export interface ChaosReport {
  readonly proof: BooksProof
  readonly kills: number
  readonly restarts: number
  readonly seconds: number
}

const ORDERS_PER_SECOND = 40
/** Orders are refunded, edited or cancelled after so many further ones, booked or not. */
const ORDERS_UNTIL_FATE = 30
const KILL_EVERY_MS = [150, 900] as const
const SETTLE_LIMIT_MS = 240_000

/**
 * Sells through a day that goes wrong everywhere at once: webhooks doubled, late, out of order or never sent; workers, web server
 * and Postgres killed at random; the ERP slow, restarted, breaking off before and after its commits. Then calm, one sweep, and the
 * books of both sides are compared. The same seed draws the same orders and the same troubles.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const startedAt = Date.now()
  const random = seededRandom(options.seed)
  const steps = demoSteps({ randomOrder: randomOrder as DemoParts['randomOrder'] }, random, options.orders)
  await using shop = await startShopify({ seed: options.seed, shop: { plan: 'enterprise' } })
  await using erp = await startErpnext({ seed: 'demo', items: itemsOf(steps), lean: true })
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-chaos-'))
  await chmod(folder, 0o711)
  try {
    const port = await freePort()
    const env = { TILLBRIDGE_DATA: folder, TILLBRIDGE_LOG: 'error' }
    await setUp(folder, port, shop, erp)
    const processes = [
      startMortal({ name: 'web', roles: 'web', port, env }),
      startMortal({ name: 'worker 1', roles: 'worker', env }),
      startMortal({ name: 'worker 2', roles: 'worker', env }),
    ]
    await Promise.all(processes.map((process) => process.ready()))
    const trouble = makeTrouble({ options, random, processes, erp, folder })
    try {
      options.say(`selling ${options.orders} orders`)
      await sell(shop, steps, random)
      await trouble.until(options.kills)
      options.say(`${trouble.kills} killed; now calm`)
      await trouble.stop()
      const proof = await settleAndProve(folder, shop, erp)
      return { proof, kills: trouble.kills, restarts: trouble.restarts, seconds: (Date.now() - startedAt) / 1000 }
    } finally {
      await trouble.stop()
      for (const process of processes.toReversed()) await process.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const settingsFor = (folder: string) => readSettings({}, { dataFolder: folder, logLevel: 'silent', port: 0 })

/** Connects the two as a user does, before anything runs. */
async function setUp(folder: string, port: number, shop: ShopifySandbox, erp: ErpnextSandbox): Promise<void> {
  await using bridge = await openBridge(settingsFor(folder))
  const secrets = {
    SHOP_CLIENT_SECRET: shop.clientSecret,
    ERP_API_SECRET: erp.apiSecret,
    ERP_WEBHOOK_SECRET: 'a secret of the chaos',
  }
  const parsed = parseConfiguration(demoConfiguration(shop, erp), { env: secrets, connectors: bridge.connectors })
  if (!parsed.ok) throw new Error(`the configuration is wrong: ${JSON.stringify(parsed.problems)}`)
  await applyConfiguration(bridge, parsed.configuration)
  for (const connection of await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)) {
    await bridge.engine.prepare(connection)
    await bridge.engine.subscribe(connection, `http://127.0.0.1:${port}`)
  }
}

async function sell(shop: ShopifySandbox, steps: readonly DemoStep[], random: () => number): Promise<void> {
  shop.deliveries.compressTime = 7_200
  shop.deliveries.configure({ dropShare: 0.05, duplicateShare: 0.2, delayMs: [0, 1_500], shuffle: true })
  const lives: [name: string, step: DemoStep][] = []
  for (const step of steps) {
    lives.push([shop.place(step.order as PlaceOrder).name, step])
    const [life] = lives.length > ORDERS_UNTIL_FATE ? lives.splice(0, 1) : []
    if (life !== undefined) meetFate(shop, ...life)
    await delay((1000 / ORDERS_PER_SECOND) * 2 * random())
  }
  for (const life of lives) meetFate(shop, ...life)
}

interface TroubleParts {
  readonly options: ChaosOptions
  readonly random: () => number
  readonly processes: readonly Mortal[]
  readonly erp: ErpnextSandbox
  readonly folder: string
}

interface Trouble {
  readonly kills: number
  readonly restarts: number
  /** Goes on until so many were killed. */
  until(kills: number): Promise<void>
  stop(): Promise<void>
}

function makeTrouble({ random, processes, erp, folder }: TroubleParts): Trouble {
  const calm = new AbortController()
  const counts = { kills: 0, restarts: 0 }
  const WRITE = /^(POST|PUT)/
  erp.faults.sometimes(WRITE, 0.02, { kind: 'reset-after' })
  erp.faults.sometimes(WRITE, 0.02, { kind: 'status-after', status: 502, body: '<html>Bad Gateway</html>' })
  erp.faults.sometimes(WRITE, 0.01, { kind: 'wrong-answer', body: '{"data": {"name": "SAL' })
  erp.faults.sometimes(/./, 0.02, { kind: 'reset-before' })
  erp.faults.sometimes(/./, 0.02, { kind: 'status', status: 503, body: 'Service Unavailable' })
  erp.faults.sometimes(/./, 0.02, { kind: 'delay', ms: 400 })
  const running = (async () => {
    while (!calm.signal.aborted) {
      await delay(KILL_EVERY_MS[0] + random() * (KILL_EVERY_MS[1] - KILL_EVERY_MS[0]))
      if (calm.signal.aborted) return
      const draw = random()
      if (draw < 0.1) {
        await erp.restart()
        counts.restarts += 1
      } else if (draw < 0.25) {
        if (await killPostgres(folder)) counts.kills += 1
      } else {
        const victim = processes[Math.floor(random() * processes.length)]
        if (victim?.kill() === true) counts.kills += 1
      }
    }
  })()
  return {
    get kills() {
      return counts.kills
    },
    get restarts() {
      return counts.restarts
    },
    async until(kills) {
      while (counts.kills < kills) await delay(50)
    },
    async stop() {
      calm.abort()
      await running
      erp.faults.clear()
    },
  }
}

/** `kill -9` of the database server's first process; whoever owns it starts it again. */
async function killPostgres(folder: string): Promise<boolean> {
  try {
    const [pid = ''] = (await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
    return process.kill(Number(pid), 'SIGKILL')
  } catch {
    // Between two lives there is nobody to kill.
    return false
  }
}

/** Waits until nothing is left to run, sweeps once, waits again, and compares the books. */
async function settleAndProve(folder: string, shop: ShopifySandbox, erp: ErpnextSandbox): Promise<BooksProof> {
  await using bridge = await openBridge(settingsFor(folder))
  await shop.deliveries.settled()
  const [integration] = await listIntegrations(bridge.pool, bridge.organizationId)
  const scope = {
    organizationId: bridge.organizationId,
    integrationId: integration?.integrationId ?? '',
    flow: 'orders',
  }
  await quiet(bridge)
  await bridge.engine.sweep(scope)
  await quiet(bridge)
  const excuses = await excusesOf(bridge)
  return proveBooks({ orders: shopOrders(shop), documents: erpDocuments(erp), excuses, payments: true })
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

async function excusesOf(bridge: Bridge): Promise<Excuse[]> {
  const page = { limit: 100_000 }
  const lists = await Promise.all(
    (['attention', 'skipped'] as const).map(async (state) =>
      (await listTransfers(bridge.queries, bridge.organizationId, { state }, page)).map((transfer) => ({
        orderKey: transfer.recordKey,
        state,
        code: transfer.causeCode ?? '',
        message: transfer.causeMessage ?? '',
        remedy: transfer.causeRemedy,
      })),
    ),
  )
  return lists.flat()
}
