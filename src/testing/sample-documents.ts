import type { FoundParty, NamedDocument, WriteContext } from '#contract/target'
import { add, type Decimal, decimal, sum } from '#lib/decimal'
import type { Address } from '#model/address'
import type {
  MappedJournalDocument,
  MappedJournalLine,
  MappedPaymentDocument,
  MappedRow,
  MappedSalesDocument,
  MappedStockDocument,
  MappedTax,
  Party,
  TaxKey,
} from '#model/documents'
import type { BookedDocument } from '#model/held'

/** Documents for tests, made of what a test cares about; handwritten. Names fit the sandbox's company Acme GmbH. */

export const sampleAddress = (changes: Partial<Address> = {}): Address => ({
  firstName: 'Ann',
  lastName: 'Example',
  company: null,
  line1: 'Storgatan 1',
  line2: null,
  postalCode: '111 22',
  city: 'Stockholm',
  province: null,
  countryCode: 'SE',
  phone: null,
  ...changes,
})

export const sampleParty = (changes: Partial<Party> = {}): Party => ({
  kind: 'person',
  keys: ['email:ann.new@example.com'],
  name: 'Ann New',
  customer: {
    externalId: '88',
    firstName: 'Ann',
    lastName: 'New',
    email: 'ann.new@example.com',
    phone: null,
    taxExempt: false,
  },
  company: null,
  email: 'ann.new@example.com',
  phone: null,
  billingAddress: null,
  shippingAddress: null,
  ...changes,
})

export const taxKey = (ratePercent: string | null, changes: Partial<TaxKey> = {}): TaxKey => ({
  country: 'SE',
  ratePercent: ratePercent === null ? null : decimal(ratePercent),
  title: 'VAT',
  included: true,
  channelLiable: false,
  ...changes,
})

export interface RowSketch {
  readonly id?: string
  readonly item?: string | null
  readonly account?: string | null
  readonly quantity?: string
  readonly net: string
  readonly tax?: string
  readonly key?: TaxKey
  readonly role?: MappedRow['role']
  readonly title?: string
  readonly warehouse?: string | null
}

function sampleRow(sketch: RowSketch, index = 0): MappedRow {
  const net = decimal(sketch.net)
  const tax = decimal(sketch.tax ?? '0')
  return {
    id: sketch.id ?? `line:${index + 1}`,
    role: sketch.role ?? 'item',
    sku: sketch.item ?? null,
    variantExternalId: null,
    title: sketch.title ?? 'T-shirt',
    method: null,
    quantity: decimal(sketch.quantity ?? '1'),
    net,
    gross: add(net, tax),
    listAmount: add(net, tax),
    taxes: sketch.key === undefined ? [] : [{ key: sketch.key, amount: tax }],
    requiresShipping: true,
    locationExternalId: null,
    item: sketch.account == null ? (sketch.item ?? 'TSHIRT-1') : null,
    account: sketch.account ?? null,
    warehouse: sketch.warehouse ?? null,
  }
}

export function sampleSale(
  rows: readonly RowSketch[],
  taxes: readonly Omit<MappedTax, 'base' | 'template'>[] = [],
  changes: Partial<MappedSalesDocument> = {},
): MappedSalesDocument {
  const mapped = rows.map(sampleRow)
  const netTotal = sum(mapped.map((row) => row.net))
  const taxTotal = sum(taxes.map((tax) => tax.amount))
  return {
    kind: 'sales-order',
    reference: 'shop:order:1',
    orderName: '#1001',
    date: '2026-11-20',
    currency: 'EUR',
    party: sampleParty(),
    purchaseOrderNumber: null,
    dueOn: null,
    priceMode: 'net',
    rows: mapped,
    taxes: taxes.map((tax) => ({ ...tax, base: netTotal, template: null })),
    netTotal,
    taxTotal,
    total: add(netTotal, taxTotal),
    basedOn: null,
    remarks: null,
    ...changes,
  }
}

export const samplePayment = (changes: Partial<MappedPaymentDocument> = {}): MappedPaymentDocument => ({
  kind: 'payment',
  reference: 'shop:payment:1',
  orderName: '#1001',
  date: '2026-11-20',
  currency: 'EUR',
  party: sampleParty(),
  gateway: 'shopify_payments',
  amount: decimal('80'),
  rounding: '0' as Decimal,
  providerReference: 'ch_1',
  allocations: [],
  mode: 'Credit Card',
  account: 'Stripe Clearing - AC',
  ...changes,
})

/** What is given back of an invoice; amounts positive. */
export const sampleCredit = (
  rows: readonly RowSketch[],
  taxes: readonly Omit<MappedTax, 'base' | 'template'>[] = [],
  changes: Partial<MappedSalesDocument> = {},
): MappedSalesDocument =>
  sampleSale(rows, taxes, {
    kind: 'credit-note',
    reference: 'shop:credit-note:r1',
    basedOn: 'shop:invoice:1',
    cause: 'refund 1',
    ...changes,
  })

export interface GoodsSketch {
  readonly id?: string
  readonly item?: string
  readonly quantity?: string
  readonly net?: string
  readonly warehouse?: string | null
}

export const sampleGoods = (
  rows: readonly GoodsSketch[],
  changes: Partial<MappedStockDocument> = {},
): MappedStockDocument => ({
  kind: 'delivery',
  reference: 'shop:delivery:1',
  orderName: '#1001',
  date: '2026-11-20',
  currency: 'EUR',
  party: sampleParty(),
  rows: rows.map((sketch, index) => ({
    id: sketch.id ?? `line:${index + 1}`,
    sku: sketch.item ?? null,
    variantExternalId: null,
    title: 'T-shirt',
    quantity: decimal(sketch.quantity ?? '1'),
    net: decimal(sketch.net ?? '40'),
    locationExternalId: null,
    item: sketch.item ?? 'TSHIRT-1',
    warehouse: sketch.warehouse === undefined ? 'Stores - AC' : sketch.warehouse,
  })),
  basedOn: null,
  ...changes,
})

export interface LineSketch {
  readonly amount: string
  /** An account, or none for the party's receivable. */
  readonly account?: string
  readonly settles?: string
  readonly memo?: string
}

const sampleLine = (sketch: LineSketch, index: number): MappedJournalLine => ({
  id: `line:${index + 1}`,
  ledger: sketch.account === undefined ? { kind: 'receivable' } : { kind: 'category', category: 'bank' },
  amount: decimal(sketch.amount),
  party: sketch.account === undefined ? sampleParty() : null,
  settles: sketch.settles ?? null,
  memo: sketch.memo ?? null,
  account: sketch.account ?? null,
})

export const sampleJournal = (
  lines: readonly LineSketch[],
  changes: Partial<MappedJournalDocument> = {},
): MappedJournalDocument => ({
  kind: 'journal',
  reference: 'shop:journal:1:offset',
  orderName: '#1001',
  date: '2026-11-20',
  currency: 'EUR',
  purpose: 'offset',
  lines: lines.map(sampleLine),
  remarks: null,
  ...changes,
})

/** What documents name, by reference, and the customer of `sampleParty`. */
export const sampleWrite = (
  documents: Readonly<Record<string, NamedDocument>> = {},
  customer: FoundParty = { externalId: 'Ann Example', addresses: {} },
): WriteContext => ({ parties: { [sampleParty().keys[0]]: customer }, documents })

/** A document that was written, as others name it. */
export const sampleNamed = (kind: NamedDocument['kind'], { externalId, rowIds }: BookedDocument): NamedDocument => ({
  kind,
  externalId,
  rowIds,
})
