import { expect, test } from 'vitest'
import { plan } from '#books/plan'
import { type Policies, policiesOf } from '#books/policies'
import { CAPABILITIES } from '#connectors/erpnext/capabilities'
import { erpnext } from '#connectors/erpnext/index'
import { prepare } from '#connectors/erpnext/prepare'
import { settings as erpnextSettings } from '#connectors/erpnext/settings'
import { documents } from '#connectors/erpnext/write'
import type { NamedDocument } from '#contract/target'
import { bookedDifferences } from '#engine/balance'
import { dateIn } from '#lib/clock'
import { absolute, decimal, type Decimal, isZero, subtract } from '#lib/decimal'
import {
  isJournal,
  isPaymentDocument,
  isSalesDocument,
  type MappedDocument,
  type MappedRow,
  type SalesRow,
  type TargetDocument,
} from '#model/documents'
import { startErpnext } from '#sandboxes/erpnext/start'
import { randomLife } from '#sandboxes/shopify/random-life'
import { createDirectShop, TIME_ZONE } from '#testing/direct-shop'
import { createLedger } from '#testing/ledger-target'
import { plainContext } from '#testing/plain-context'

/** Random lives of orders, planned for ERPNext, written to its sandbox, and compared with the plainest books there are. */

const LIVES = Number(process.env['TILLBRIDGE_LIVES'] ?? '20')
const STEPS = 14
const EUR_RATE = '11.4567'

const of = (name: string): string => `${name} - NL`

async function openErp() {
  const site = await startErpnext({ seed: 'demo', items: [{ code: 'GOODS', name: 'Goods' }] })
  // Orders of the past are shipped from stock that nobody booked in.
  site.site.setSingle('Stock Settings', { allow_negative_stock: 1 })
  site.insert({ doctype: 'Customer', customer_name: 'Ann', customer_type: 'Individual' })
  site.insert({
    doctype: 'Customer',
    customer_name: 'Bo',
    customer_type: 'Individual',
    accounts: [{ company: 'Nordlys AB', account: of('Debtors EUR') }],
  })
  const context = plainContext(
    erpnext,
    erpnextSettings.parse({
      baseUrl: site.url,
      apiKey: site.apiKey,
      apiSecret: site.apiSecret,
      company: 'Nordlys AB',
      companyCurrency: 'SEK',
      warehouse: of('Stores'),
      roundingAccount: of('Round Off'),
      conversionRates: { EUR: EUR_RATE },
    }),
  )
  await prepare(context)
  return { site, context }
}

/** Whether a role has an item of its own or an account. */
type Choices = Readonly<Record<'shipping' | 'adjustment' | 'discount', 'item' | 'account'>>

function mappedRow(row: SalesRow, choices: Choices): MappedRow {
  const warehouse = null
  const account = (name: string): MappedRow => ({ ...row, item: null, account: of(name), warehouse })
  const item = (code: string): MappedRow => ({ ...row, item: code, account: null, warehouse })
  switch (row.role) {
    case 'item':
      return item('GOODS')
    case 'gift-card':
      return account('Gift Cards')
    case 'shipping':
      return choices.shipping === 'item' ? item('SHIPPING') : account('Freight Income')
    case 'discount':
      return choices.discount === 'item' ? item('DISCOUNT') : account('Sales')
    case 'adjustment':
      return choices.adjustment === 'item' ? item('ADJUSTMENT') : account('Sales')
    default:
      return row.role === 'tip' ? item('TIP') : account('Freight Income')
  }
}

function mapped(document: TargetDocument, choices: Choices): MappedDocument {
  if (isSalesDocument(document)) {
    const taxes = document.taxes.map((tax) => ({ ...tax, account: of('VAT 25%'), template: null }))
    return { ...document, rows: document.rows.map((row) => mappedRow(row, choices)), taxes }
  }
  if (isPaymentDocument(document)) {
    return { ...document, mode: 'Card', account: of(document.gateway === 'gift_card' ? 'Gift Cards' : 'Card Clearing') }
  }
  if (isJournal(document)) {
    const account = of('Exchange Gain/Loss')
    const lines = document.lines.map((line) => ({
      ...line,
      account: line.ledger.kind === 'receivable' ? null : account,
    }))
    return { ...document, lines }
  }
  return { ...document, rows: document.rows.map((row) => ({ ...row, item: 'GOODS', warehouse: null })) }
}

const pick = <T>(seed: number, salt: number, items: readonly [T, ...T[]]): T =>
  items[Math.imul(seed * 31 + salt, 2_654_435_761) >>> (0 % items.length)] ??
  items[(Math.imul(seed * 31 + salt, 2_654_435_761) >>> 7) % items.length] ??
  items[0]

const policiesFor = (seed: number): Policies =>
  policiesOf({
    documents: pick(seed, 1, ['invoice', 'order-and-invoice', 'order-and-invoice']),
    orderOn: pick(seed, 2, ['created', 'created', 'paid']),
    invoiceOn: pick(seed, 3, ['created', 'paid', 'fulfilled']),
    payments: true,
    priceMode: pick(seed, 4, ['store', 'net', 'gross']),
    currency: pick(seed, 5, ['shop', 'shop', 'presentment']),
    discounts: pick(seed, 6, ['price', 'line']),
    customer: 'by-id',
    homeCountry: 'SE',
    stock: pick(seed, 7, ['none', 'deliveries']),
    corrections: {
      decrease: pick(seed, 8, ['difference', 'replace']),
      increase: pick(seed, 9, ['follow-up', 'replace']),
    },
  })

const choicesFor = (seed: number): Choices => ({
  shipping: pick(seed, 11, ['item', 'account']),
  adjustment: pick(seed, 12, ['item', 'account']),
  discount: pick(seed, 13, ['item', 'account']),
})

type Erp = Awaited<ReturnType<typeof openErp>>

/** Lives one order, and tells what went otherwise than it should. */
async function live(erp: Erp, shop: ReturnType<typeof createDirectShop>, seed: number): Promise<string[]> {
  const wrong: string[] = []
  const policies = policiesFor(seed)
  const choices = choicesFor(seed)
  const scope = `life${seed}`
  const ledger = createLedger(CAPABILITIES)
  const named: Record<string, NamedDocument> = {}
  shop.open(seed)
  let last = ''
  let doing = ''

  const follow = async (id: string): Promise<void> => {
    const today = dateIn(TIME_ZONE, shop.now())
    ledger.setDay(today)
    const order = await shop.read(id.slice(id.lastIndexOf('/') + 1))
    const planned = plan({ order, policies, held: ledger.held(), scope, capabilities: CAPABILITIES, today })
    for (const write of planned.writes) {
      ledger.carryOut(write)
      if (write.action === 'cancel') {
        const { kind, reference } = write.held
        await documents.cancel(erp.context, kind, named[reference]?.externalId ?? '')
        continue
      }
      if (write.action === 'close') {
        await documents.close?.(erp.context, 'sales-order', named[write.reference]?.externalId ?? '')
        continue
      }
      const document = mapped(write.document, choices)
      doing = document.reference
      const keys = isJournal(document)
        ? document.lines.flatMap((line) => line.party?.keys[0] ?? [])
        : [document.party.keys[0]]
      // A customer with a receivable account in another currency takes documents in that currency only.
      const name = document.currency === 'EUR' ? pick(seed, 14, ['Ann', 'Bo']) : 'Ann'
      const parties = Object.fromEntries(keys.map((key) => [key, { externalId: name, addresses: {} }]))
      const booked = await documents.create(erp.context, document, { parties, documents: named })
      named[document.reference] = { kind: document.kind, externalId: booked.externalId, rowIds: booked.rowIds }
      const differences = bookedDifferences(document, booked)
      if (differences.length > 0) wrong.push(`${document.reference}: ${JSON.stringify(differences)}`)
    }
    if (planned.outcome !== 'hold') wrong.push(...openDifferences(erp, ledger))
  }

  try {
    for (const step of randomLife(shop.life, { seed, steps: STEPS, pass: shop.pass })) {
      last = step.what
      await follow(step.orderId)
      if (wrong.length > 0) break
    }
  } catch (error) {
    const { code, message, detail } = error as { code?: string; message: string; detail?: Record<string, unknown> }
    // ERPNext takes no order of accounts alone: that one is for a person, who maps one of its rows to an item.
    if (code === 'DOCUMENT_WITHOUT_ITEM' && policies.documents === 'order-and-invoice') return wrong
    wrong.push(`${doing} ${code ?? 'threw'} ${message} ${JSON.stringify(detail?.['messages'] ?? '')}`)
  }
  return wrong.map((text) => `life ${seed} (${policies.documents}, ${policies.currency}) after "${last}": ${text}`)
}

/** What is open of each invoice and credit note, here and there. */
function openDifferences(erp: Erp, ledger: ReturnType<typeof createLedger>): string[] {
  return ledger.entries.flatMap(({ held, open }) => {
    if (held.state !== 'issued' || (held.kind !== 'invoice' && held.kind !== 'credit-note')) return []
    const stored = erp.site.documents('Sales Invoice').find((one) => one['tillbridge_ref'] === held.reference)
    const there = decimal(Number(Number(stored?.['outstanding_amount'] ?? 0).toFixed(2)))
    const foreign = stored?.['party_account_currency'] !== held.document.currency
    // Converted amounts differ by the rounding of their parts, but what is closed is closed.
    const same = foreign ? isZero(open) === isZero(there) || near(open, there) : isZero(subtract(open, there))
    return same ? [] : [`${held.reference} has ${open} open, in ERPNext ${there}`]
  })
}

const near = (a: Decimal, b: Decimal): boolean => Number(absolute(a)) < 0.01 || Number(absolute(b)) < 0.01

test('whatever happens to an order, ERPNext takes what is planned and has the same open', async () => {
  const erp = await openErp()
  await using _site = erp.site
  const shop = createDirectShop()
  const wrong: string[] = []
  for (let seed = 1; seed <= LIVES; seed += 1) wrong.push(...(await live(erp, shop, seed)))
  expect(wrong).toEqual([])
})
