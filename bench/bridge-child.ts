import { applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import { readSettings } from '#app/settings'
import { type Role, startTillbridge } from '#app/start'
import { listConnections } from '#database/connections'

/**
 * A Tillbridge process for measurements. Arguments: roles (comma separated), configuration as JSON text.
 * Prints its port, and answers `connection` with the id of its shop connection when asked over IPC.
 */
const [roles = 'web,worker', configuration = ''] = process.argv.slice(2)
const settings = readSettings(process.env, { port: 0, logLevel: 'warn' })
const running = await startTillbridge(settings, { roles: roles.split(',') as Role[], concurrency: 64, poolSize: 12 })
const { bridge } = running
const parsed = parseConfiguration(configuration, { env: {}, connectors: bridge.connectors })
if (!parsed.ok) throw new Error(`the configuration of the benchmark is wrong: ${JSON.stringify(parsed.problems)}`)
await applyConfiguration(bridge, parsed.configuration)
const shop = (await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)).find(
  (each) => each.key === 'shop',
)
process.on('message', (question) => {
  if (question === 'connection') process.send?.({ connectionId: shop?.connectionId })
  if (question === 'memory') process.send?.({ rss: process.memoryUsage.rss() })
})
process.once('disconnect', () => void running.stop().then(() => process.exit(0)))
process.stdout.write(`${new URL(running.url ?? 'http://x:0').port}\n`)
