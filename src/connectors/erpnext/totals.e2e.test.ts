import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, decimal, type Decimal, divide, HUNDRED, isZero, multiply, sum, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { MappedSalesDocument } from '#model/documents'
import { startErpnext } from '#sandboxes/erpnext/start'
import { plainContext } from '#testing/plain-context'
import { forecast } from './forecast.ts'
import { erpnext } from './index.ts'
import { prepare } from './prepare.ts'
import { type RowSketch, sampleSale, sampleWrite, taxKey } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'
import { documents } from './write.ts'

const RATES = ['25', '12', '6'] as const
const cents = (value: number): Decimal => divide(decimal(value), HUNDRED)

interface Line {
  readonly rate: (typeof RATES)[number]
  readonly whole: number
  readonly thousandths: number
  readonly broken: boolean
  readonly cents: number
  /** What the store's tax differs from the rate by, because it rounds in its own way. */
  readonly taxOff: number
  readonly charge: boolean
}

const line: fc.Arbitrary<Line> = fc.record({
  rate: fc.constantFrom(...RATES),
  whole: fc.integer({ min: 1, max: 12 }),
  thousandths: fc.integer({ min: 1, max: 9999 }),
  broken: fc.boolean(),
  cents: fc.integer({ min: 0, max: 50_000 }),
  taxOff: fc.integer({ min: -1, max: 1 }),
  charge: fc.boolean(),
})

function sketch(entry: Line, index: number): RowSketch & { readonly tax: string } {
  const net = cents(entry.cents)
  const exact = divide(multiply(net, decimal(entry.rate)), HUNDRED)
  const tax = isZero(net) ? ZERO : add(round(exact, { places: 2, direction: 'half-up' }), cents(entry.taxOff))
  const quantity = entry.broken ? divide(decimal(entry.thousandths), decimal(1000)) : decimal(entry.whole)
  return {
    id: `line:${index}`,
    item: entry.broken ? 'KG-TEA' : 'TSHIRT-1',
    ...(entry.charge && index > 0 ? { account: 'Freight Income - AC', role: 'shipping' } : {}),
    quantity,
    net,
    tax,
    key: taxKey(entry.rate),
  }
}

function saleOf(lines: readonly Line[], priceMode: 'net' | 'gross', reference: string): MappedSalesDocument {
  const rows = lines.map(sketch)
  const taxes = RATES.filter((rate) => lines.some((entry) => entry.rate === rate)).map((rate) => ({
    key: taxKey(rate),
    account: `VAT ${rate}% - AC`,
    amount: sum(rows.filter((_row, index) => lines[index]?.rate === rate).map((row) => decimal(row.tax))),
  }))
  const sale = sampleSale(rows, taxes, { priceMode, reference, orderName: reference })
  return { ...sale, taxes: sale.taxes.map((tax) => ({ ...tax, template: `SE ${tax.key.ratePercent} - AC` })) }
}

/** As stores with prices that include tax compute it: the net is the price less its share of tax, the tax is the rest. */
function fromGross(entry: Line): Line {
  const gross = cents(entry.cents)
  const net = round(divide(multiply(gross, HUNDRED), add(HUNDRED, decimal(entry.rate))), {
    places: 2,
    direction: 'half-up',
  })
  return { ...entry, charge: false, taxOff: 0, cents: Number(multiply(net, HUNDRED)) }
}

async function open() {
  const site = await startErpnext()
  const keys = { baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret }
  const context = plainContext(erpnext, sampleSettings(keys))
  await prepare(context)
  let count = 0
  return {
    /** Writes the order, compares, and answers whether its prices include tax in ERPNext. */
    async compare(lines: readonly Line[], priceMode: 'net' | 'gross'): Promise<boolean> {
      count += 1
      const sale = saleOf(lines, priceMode, `shop:order:${count}`)
      const expected = { total: sale.total, taxTotal: sale.taxTotal }
      const { total, taxTotal } = await documents.create(context, sale, sampleWrite())
      expect({ total, taxTotal }).toEqual(expected)
      expect(forecast(context.settings, sale)).toEqual(expected)
      const stored = site.documents('Sales Order').at(-1)?.['taxes'] as { included_in_print_rate?: number }[]
      return stored.some((tax) => tax.included_in_print_rate === 1)
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}

test('whatever the rows, rates and roundings of the store, ERPNext’s total and tax are the store’s', async () => {
  await using erp = await open()
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
      expect(await erp.compare(lines, 'net')).toBe(false)
    }),
    { numRuns: 150 },
  )
})

test('prices that include tax are often kept, and then too the figures are the store’s', async () => {
  await using erp = await open()
  let kept = 0
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 3 }), async (lines) => {
      kept += (await erp.compare(lines.map(fromGross), 'gross')) ? 1 : 0
    }),
    { numRuns: 100 },
  )
  expect(kept).toBeGreaterThan(10)
})
