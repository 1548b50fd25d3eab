import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { PAYOUT_CATEGORIES, payoutDifferences } from '#model/payout'
import { payouts } from './payouts.ts'
import { categoryOf } from './payouts-categories.ts'
import { shopifyPayout } from './samples/payout.ts'
import { settings as schema } from './settings.ts'

const settings = schema.parse({ shop: 'nordlys', accessToken: 'shpat_1' })

describe('a payout as Shopify states it', () => {
  test('adds up without its own row', () => {
    const payout = payouts.parse(settings, shopifyPayout())
    expect(payoutDifferences(payout)).toEqual([])
    expect(payout).toMatchObject({ externalId: '9900', net: '286.91', status: 'paid', bankReference: 'TRC-1' })
    expect(payout.transactions.map((row) => [row.category, row.orderPaymentExternalId, row.orderName])).toEqual([
      ['charge', '8801', '#1001'],
      ['charge', '8802', '#1002'],
      ['refund', '8803', '#1001'],
      ['adjustment', null, null],
      ['payout', null, null],
    ])
  })

  test('is not complete before it is sent, and fails or is cancelled by name', () => {
    const states = ['SCHEDULED', 'IN_TRANSIT', 'PAID', 'CANCELED', 'FAILED']
    const read = states.map((status) => payouts.parse(settings, shopifyPayout({ status })))
    expect(read.map((payout) => payout.status)).toEqual(['scheduled', 'in-transit', 'paid', 'cancelled', 'failed'])
    expect(read.map((payout) => payout.complete)).toEqual([false, true, true, true, true])
    const stamps = read.map((payout) => payout.updatedAt)
    expect(stamps).toEqual(stamps.toSorted())
  })

  test('a negative one is a withdrawal', () => {
    const net = { amount: '-12.00', currencyCode: 'EUR' }
    expect(payouts.parse(settings, shopifyPayout({ net })).direction).toBe('withdrawal')
  })

  test('a state or a file that nobody knows is refused by name', () => {
    expect(() => payouts.parse(settings, shopifyPayout({ status: 'LOST' }))).toThrow(/LOST/)
    expect(() => payouts.parse(settings, { payouts: {} })).toThrow(/not a payout/)
  })
})

const SCHEMA = new URL('../../../sandboxes/shopify/schema.graphql.gz', import.meta.url)

test.runIf(existsSync(SCHEMA))('every kind that Shopify documents is classified, and a new one is unknown', () => {
  const schemaText = gunzipSync(readFileSync(SCHEMA)).toString('utf8')
  const body = /^enum ShopifyPaymentsTransactionType \{(.*?)^\}/ms.exec(schemaText)?.[1] ?? ''
  const kinds = body.match(/^ {2}[A-Z_]+$/gm)?.map((word) => word.trim()) ?? []
  expect(kinds.length).toBeGreaterThan(100)
  expect(kinds.filter((kind) => categoryOf(kind) === 'unknown')).toEqual([])
  expect(kinds.every((kind) => PAYOUT_CATEGORIES.includes(categoryOf(kind)))).toBe(true)
  for (const word of ['MOON_FEE', 'MOON_FEE_REVERSAL', '_REVERSAL', 'constructor'])
    expect(categoryOf(word)).toBe('unknown')
})
