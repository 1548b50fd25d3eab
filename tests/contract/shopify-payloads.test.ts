import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { shopify } from '#connectors/shopify/index'
import { TillbridgeError } from '#lib/errors'
import { type Difference, orderDifferences } from '#model/invariants'
import { orderSource } from './shopify-harness.ts'

const PAYLOADS = fileURLToPath(new URL('../../../shared/specs/shopify/payloads', import.meta.url))
const settings = shopify.settings.parse({ shop: 'nordlys', accessToken: 'x' })

type Json = Readonly<Record<string, unknown>>

/** Every object in a payload that is an order, or claims to be one. */
function* ordersIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value) && looksLikeOrder(value as Json)) yield value as Json
  for (const inner of Object.values(value)) yield* ordersIn(inner)
}

const looksLikeOrder = (value: Json): boolean =>
  ('line_items' in value && 'total_price' in value) || String(value['id'] ?? '').startsWith('gid://shopify/Order/')

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.name.endsWith('.json') ? [path] : []
  })
}

interface Outcome {
  readonly read: number
  readonly refused: number
  readonly unexpected: readonly unknown[]
  readonly unsound: readonly Difference[]
}

function outcomeOf(files: readonly string[]): Outcome {
  let read = 0
  let refused = 0
  const unexpected: unknown[] = []
  const unsound: Difference[] = []
  for (const payload of files.flatMap((file) => [...ordersIn(JSON.parse(readFileSync(file, 'utf8')))])) {
    try {
      unsound.push(...orderDifferences(orderSource().parse(settings, payload), 'shop'))
      read += 1
    } catch (error) {
      if (error instanceof TillbridgeError && error.code.startsWith('SHOPIFY_PAYLOAD_')) refused += 1
      else unexpected.push(error)
    }
  }
  return { read, refused, unexpected, unsound }
}

describe.skipIf(!existsSync(PAYLOADS))('reference payloads (skipped where the reference data is not at hand)', () => {
  test('each order in them is read soundly or refused by name', () => {
    const outcome = outcomeOf(filesIn(PAYLOADS))
    expect(outcome.unexpected).toEqual([])
    expect(outcome.unsound).toEqual([])
    expect(outcome.read).toBeGreaterThanOrEqual(14)
    expect(outcome.refused).toBeGreaterThan(700)
  })

  test('all whole orders in REST form are read', () => {
    const outcome = outcomeOf(
      [
        'rest-2026-07/order.json',
        'rest-go-shopify/order.json',
        'rest-go-shopify/orders.json',
        'rest-go-shopify/order_with_transaction.json',
      ].map((file) => join(PAYLOADS, file)),
    )
    // One answer was asked for four fields only.
    expect(outcome).toMatchObject({ read: 11, refused: 1 })
  })
})
