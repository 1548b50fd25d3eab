import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './children.ts'
import { SHOP } from './deliveries.ts'

/** A temporary data folder that goes with its owner. */
export async function dataFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'tillbridge-bench-'))
  // Postgres runs as another user when we are root, and has to pass through.
  await chmod(path, 0o711)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The configuration that all measurements use: a shop that only sends webhooks, an ERP that answers in five milliseconds. */
export const configurationFor = (erpUrl: string, slots: number, shopUrl = 'http://127.0.0.1:9'): string =>
  JSON.stringify({
    version: 1,
    connections: {
      shop: {
        connector: 'shopify',
        settings: {
          shop: SHOP.domain,
          baseUrl: shopUrl,
          accessToken: SHOP.accessToken,
          clientSecret: SHOP.clientSecret,
        },
      },
      erp: {
        connector: 'erpnext',
        slots,
        settings: {
          baseUrl: erpUrl,
          apiKey: 'key',
          apiSecret: 'secret-of-bench',
          company: 'Acme GmbH',
          companyCurrency: 'EUR',
          warehouse: 'Stores - AC',
        },
      },
    },
    integrations: {
      bench: {
        store: 'shop',
        target: 'erp',
        live: true,
        policies: { documents: 'order', priceMode: 'net' },
        mappings: {
          taxes: [{ country: '*', rate: '25', account: 'VAT 25% - AC' }],
          payments: [{ gateway: '*', mode: 'Card' }],
          shipping: [{ method: '*', item: 'SHIPPING' }],
          locations: [{ location: '*', warehouse: 'Stores - AC' }],
        },
      },
    },
  })

export interface BenchBridge extends AsyncDisposable {
  readonly child: Child
  readonly webhookUrl: string
}

/** Tillbridge in a process of its own, on a durable embedded Postgres in `folder`. */
export async function startBridge(folder: string, roles: string, configuration: string): Promise<BenchBridge> {
  const child = await startChild('./bridge-child.ts', [roles, configuration], { TILLBRIDGE_DATA: folder })
  const { connectionId } = await ask<{ connectionId: string }>(child, 'connection')
  return {
    child,
    webhookUrl: `${child.url}/webhooks/${connectionId}`,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}

export async function ask<Answer>(child: Child, question: string): Promise<Answer> {
  const answered = once(child.process, 'message')
  child.process.send(question)
  const [answer] = (await answered) as [Answer]
  return answer
}
