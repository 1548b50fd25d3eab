import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { orderDifferences } from '#model/invariants'
import type { Order } from '#model/order'
import { orderOf } from './map-order.ts'
import { settings } from './settings.ts'
import { order, refund } from './vendor.ts'

const folder = fileURLToPath(new URL('../../../../shared/captures/woocommerce/', import.meta.url))

function files(): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    return []
  }
}

const captured = files()
const shop = settings.parse({ siteUrl: 'shop.example.test', consumerKey: 'ck_1', consumerSecret: 'cs_1' })

/** Everything in a capture that is a whole order: answers, lists and bodies of webhooks. */
function ordersIn(value: unknown): z.output<typeof order>[] {
  if (typeof value === 'string' && value.startsWith('{"id"')) return ordersIn(JSON.parse(value))
  if (Array.isArray(value)) return value.flatMap(ordersIn)
  if (typeof value !== 'object' || value === null) return []
  const parsed = order.safeParse(value)
  return parsed.success ? [parsed.data] : Object.values(value).flatMap(ordersIn)
}

const all = captured.flatMap((name) => {
  const text = readFileSync(`${folder}${name}`, 'utf8')
  return ordersIn(JSON.parse(text)).map((source) => ({ name, source }))
})

const within = (mapped: Order): object[] => orderDifferences(mapped, 'shop')

describe.skipIf(captured.length === 0)(
  'orders of a real shop (skipped: captures are not beside the repository)',
  () => {
    test('every one adds up to what it states', () => {
      const wrong = all.flatMap(({ name, source }) => {
        const differences = within(orderOf(source, [], shop))
        return differences.length === 0 ? [] : [{ name, differences }]
      })
      process.stdout.write(`${all.length - wrong.length} of ${all.length} captured orders balance\n`)
      expect(wrong).toEqual([])
      expect(all.length).toBeGreaterThan(100)
    })

    test('every refund that was answered can be read', () => {
      const rows = captured
        .filter((name) => /^\d+-refund/.test(name))
        .map(
          (name) =>
            JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as { response?: { status: number; body: unknown } },
        )
        .filter(({ response }) => response?.status === 201)
      const read = rows.map(({ response }) => refund.safeParse(response?.body))
      expect(read.filter(({ success }) => !success)).toEqual([])
      expect(read.length).toBeGreaterThan(15)
    })
  },
)
