import { once } from 'node:events'
import { startOldSystem } from './start.ts'

export interface RunOptions {
  readonly port?: number
  readonly orders?: number
  readonly print: (line: string) => void
}

/** What `tillbridge sandbox old-system` runs: a system that somebody wrote for one company, with some orders in it. */
export async function runSandbox({ port, orders = 3, print }: RunOptions): Promise<void> {
  const system = await startOldSystem({ ...(port === undefined ? {} : { port }), items: ['SKU-0', 'SKU-1'] })
  for (let count = 0; count < orders; count += 1) system.shop.place({ lines: 1 + (count % 2) })
  for (const [sku, price] of [
    ['SKU-0', '19.95'],
    ['SKU-1', '24.50'],
  ] as const) {
    system.catalog.put({ code: sku, name: `Article ${sku}` })
    system.catalog.price('RETAIL', sku, price)
    system.shop.lay(sku, 'W1', '10')
  }
  print(`Old system   ${system.url}\nKey          ${system.key}   (header X-Key)`)
  print(`Orders sold  GET ${system.url}/sold\nOrders filed GET ${system.url}/orders`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await system.stop()
}
