import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import { readSettings } from '#app/settings'
import { type Running, startTillbridge } from '#app/start'
import { prepareConnection } from '#cli/commands/check'
import type { DemoParts, ErpSandbox, Item, ShopSandbox } from '#cli/sandboxes'
import { chooseIntegration, type ChosenIntegration } from '#cli/session'
import { listConnections } from '#database/connections'
import { TillbridgeError } from '#lib/errors'
import { DEMO_INTEGRATION, demoConfiguration } from './demo-configuration.ts'

/** A shop, an ERP, and Tillbridge between them, connected as a merchant would connect them. */
export interface DemoWorld extends AsyncDisposable {
  readonly shop: ShopSandbox
  readonly erp: ErpSandbox
  readonly running: Running
  readonly integration: ChosenIntegration
  readonly dataFolder: string
}

export interface WorldOptions {
  readonly parts: DemoParts
  readonly data: string | undefined
  readonly seed: number
  readonly items: readonly Item[]
  readonly logLevel: string
  /** Told what happens, in words. */
  readonly tell: (step: string) => void
}

// What a person would call quick for an ERP, so that figures on screen are neither magic nor slow.
const ERP_LATENCY_MS = 8

/** Starts everything; what was started is stopped again when a later part fails. */
export async function startWorld({ parts, data, seed, items, logLevel, tell }: WorldOptions): Promise<DemoWorld> {
  await using stack = new AsyncDisposableStack()
  const dataFolder = data ?? (await temporaryFolder(stack))
  tell('Starting a shop and an ERP')
  const domain = 'nordlys-demo.myshopify.com'
  const shop = stack.use(await parts.startShopify({ seed, shop: { name: 'Nordlys', domain, plan: 'plus' } }))
  const erp = stack.use(await parts.startErpnext({ latencyMs: ERP_LATENCY_MS, items }))
  for (const { code, name } of items)
    shop.products.add({ sku: code, title: name, price: '100.00', stock: 0, tracked: true })
  tell('Starting Tillbridge with its own Postgres')
  const port = await freePort()
  const settings = readSettings(
    { TILLBRIDGE_DATA: dataFolder, TILLBRIDGE_LOG: logLevel },
    { port, publicUrl: `http://127.0.0.1:${port}` },
  )
  const running = stack.use(await startTillbridge(settings))
  tell('Connecting them: configuration, checks, reference fields, webhooks')
  const integration = await connect(running, shop, erp)
  const rest = stack.move()
  return {
    shop,
    erp,
    running,
    integration,
    dataFolder: settings.dataFolder,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  }
}

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-demo-'))
  // Postgres never runs as root: started by root it runs as another user, who must be able to pass through.
  await chmod(folder, 0o711)
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The same that "tillbridge apply" and "tillbridge check --prepare" do. */
async function connect({ bridge }: Running, shop: ShopSandbox, erp: ErpSandbox): Promise<ChosenIntegration> {
  const connected = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  if (connected.length > 0) throw notEmpty(bridge.settings.dataFolder)
  const env = {
    SHOP_CLIENT_SECRET: shop.clientSecret,
    ERP_API_SECRET: erp.apiSecret,
    ERP_WEBHOOK_SECRET: randomBytes(24).toString('base64url'),
  }
  const parsed = parseConfiguration(demoConfiguration(shop, erp), { env, connectors: bridge.connectors })
  if (!parsed.ok) throw broken(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join(' '))
  await applyConfiguration(bridge, parsed.configuration)
  for (const connection of await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)) {
    const { findings } = await prepareConnection(bridge, connection)
    const error = findings.find(({ level }) => level === 'error')
    if (error !== undefined) throw broken(error.message)
  }
  return chooseIntegration(bridge, DEMO_INTEGRATION)
}

const notEmpty = (folder: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DEMO_FOLDER_IN_USE',
    message: `${folder} is in use already, and the demo's shop and ERP begin anew each time.`,
    remedy: 'Name an empty folder with --data, or leave it out.',
  })

const broken = (message: string): TillbridgeError =>
  new TillbridgeError({ kind: 'bug', code: 'DEMO_BROKEN', message, remedy: 'Report this with what is shown here.' })

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
