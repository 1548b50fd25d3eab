import { z } from 'zod'
import type { DocumentSearch, FoundDocument, FoundRow } from '#contract/target'
import { absolute, type Decimal, negate, subtract, sum, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { DocumentKind } from '#model/documents'
import { deskUrl } from './booked.ts'
import { call, type ErpnextContext, type Filters, list } from './client.ts'
import { isCharge } from './tax-rows.ts'
import { DOCTYPE, number, REFERENCE_FIELD } from './vendor.ts'

const PAGE = 100

// Fields of the official Shopify connector; its documents are the ones that most often have to be adopted.
const FOREIGN_FIELDS = ['shopify_order_number', 'shopify_order_id'] as const
const OPTIONAL_FIELDS = [REFERENCE_FIELD, ...FOREIGN_FIELDS] as const

const STATES = { 0: 'draft', 1: 'issued', 2: 'cancelled' } as const

const text = z.string().nullish()
const head = z.object({
  name: z.string(),
  docstatus: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  contact_email: text,
  [REFERENCE_FIELD]: text,
  shopify_order_number: z.union([z.string(), z.number()]).nullish(),
  shopify_order_id: z.union([z.string(), z.number()]).nullish(),
})
const salesRow = head.extend({
  transaction_date: text,
  posting_date: text,
  customer: text,
  customer_name: text,
  po_no: text,
  remarks: text,
  currency: z.string(),
  grand_total: number,
  total_taxes_and_charges: number.nullish(),
})
const paymentRow = head.extend({
  posting_date: z.string(),
  party: text,
  party_name: text,
  reference_no: text,
  remarks: text,
  paid_amount: number,
  received_amount: number,
  paid_from_account_currency: text,
  paid_to_account_currency: text,
})
const itemRow = z.object({ parent: z.string(), name: z.string(), item_code: text, qty: number, net_amount: number })
const taxRow = z.object({
  parent: z.string(),
  description: text,
  account_head: text,
  tax_amount_after_discount_amount: number.nullish(),
})
const paidRow = z.object({ parent: z.string(), reference_name: text })

/** Documents of a kind in a range of days, whoever wrote them, in pages; none for kinds without an amount. */
export async function* search(
  context: ErpnextContext,
  wanted: DocumentSearch,
): AsyncGenerator<readonly FoundDocument[]> {
  const { kind } = wanted
  if (kind === 'payment' || kind === 'refund-payment') yield* payments(context, wanted, kind)
  else if (kind === 'sales-order' || kind === 'invoice' || kind === 'credit-note') yield* sales(context, wanted, kind)
}

async function* sales(
  context: ErpnextContext,
  { from, to }: DocumentSearch,
  kind: 'sales-order' | 'invoice' | 'credit-note',
): AsyncGenerator<readonly FoundDocument[]> {
  const doctype = DOCTYPE[kind]
  const isOrder = kind === 'sales-order'
  const day = isOrder ? 'transaction_date' : 'posting_date'
  const filters: Filters = [
    ['company', '=', context.settings.company],
    [day, 'between', [from, to]],
    ...(isOrder ? [] : [['is_return', '=', kind === 'credit-note' ? 1 : 0]]),
  ]
  const fields = [
    'customer',
    'customer_name',
    'contact_email',
    'po_no',
    'currency',
    'grand_total',
    'total_taxes_and_charges',
    day,
  ]
  const own = isOrder ? fields : [...fields, 'remarks']
  for await (const page of pages(context, doctype, salesRow, { fields: own, filters })) {
    const names = page.map(({ name }) => name)
    const items = await children(context, `${doctype} Item`, doctype, itemRow, names)
    const taxes = await children(context, 'Sales Taxes and Charges', doctype, taxRow, names)
    yield page.map((row) => ({
      ...common(context, kind, row),
      numbers: texts(row.po_no, row.remarks, ...foreignNumbers(row)),
      total: absolute(row.grand_total),
      taxTotal: absolute(taxOf(row.total_taxes_and_charges ?? ZERO, taxes.get(row.name) ?? [])),
      taxes: taxesOf(taxes.get(row.name) ?? []),
      currency: row.currency,
      date: (isOrder ? row.transaction_date : row.posting_date) ?? from,
      partyExternalId: row.customer ?? null,
      partyName: row.customer_name ?? null,
      rows: (items.get(row.name) ?? []).flatMap((one) => foundRow(kind, one)),
    }))
  }
}

/** Rows of ours without an item stand among the taxes, and are none. */
function taxOf(total: Decimal, rows: readonly z.infer<typeof taxRow>[]): Decimal {
  const charges = rows.filter((row) => isCharge(row.description))
  return subtract(total, sum(charges.map((row) => row.tax_amount_after_discount_amount ?? ZERO)))
}

const taxesOf = (rows: readonly z.infer<typeof taxRow>[]): { account: string; amount: Decimal }[] =>
  rows
    .filter((row) => !isCharge(row.description))
    .map((row) => ({
      account: row.account_head ?? '',
      amount: absolute(row.tax_amount_after_discount_amount ?? ZERO),
    }))

/** What is given back is negative in ERPNext, and positive as we count; so a row that takes from a credit note is negative here. */
function foundRow(kind: DocumentKind, row: z.infer<typeof itemRow>): FoundRow[] {
  const { name, item_code: item, qty, net_amount } = row
  const net = kind === 'credit-note' ? negate(net_amount) : net_amount
  return item == null ? [] : [{ externalId: name, item, quantity: absolute(qty), net }]
}

async function* payments(
  context: ErpnextContext,
  { from, to }: DocumentSearch,
  kind: 'payment' | 'refund-payment',
): AsyncGenerator<readonly FoundDocument[]> {
  const received = kind === 'payment'
  const doctype = DOCTYPE[kind]
  const filters: Filters = [
    ['company', '=', context.settings.company],
    ['party_type', '=', 'Customer'],
    ['payment_type', '=', received ? 'Receive' : 'Pay'],
    ['posting_date', 'between', [from, to]],
  ]
  const sides = ['paid_from_account_currency', 'paid_to_account_currency', 'paid_amount', 'received_amount']
  const fields = ['posting_date', 'party', 'party_name', 'contact_email', 'reference_no', 'remarks', ...sides]
  for await (const page of pages(context, doctype, paymentRow, { fields, filters })) {
    const names = page.map(({ name }) => name)
    const paid = await children(context, 'Payment Entry Reference', doctype, paidRow, names)
    yield page.map((row) => ({
      ...common(context, kind, row),
      numbers: texts(row.reference_no, row.remarks, ...(paid.get(row.name) ?? []).map((one) => one.reference_name)),
      // The customer's side: money comes from the customer's account, and a refund goes to it.
      total: received ? row.paid_amount : row.received_amount,
      taxTotal: null,
      currency:
        (received ? row.paid_from_account_currency : row.paid_to_account_currency) ?? context.settings.companyCurrency,
      date: row.posting_date,
      partyExternalId: row.party ?? null,
      partyName: row.party_name ?? null,
      rows: null,
    }))
  }
}

function common(context: ErpnextContext, kind: DocumentKind, row: z.infer<typeof head>) {
  return {
    kind,
    externalId: row.name,
    partyEmail: row.contact_email || null,
    reference: row[REFERENCE_FIELD] || null,
    state: STATES[row.docstatus],
    url: deskUrl(context.settings, kind, row.name),
  } as const
}

const foreignNumbers = (row: z.infer<typeof head>): (string | undefined)[] =>
  FOREIGN_FIELDS.map((field) => row[field]?.toString())

const texts = (...values: readonly (string | null | undefined)[]): string[] =>
  values.filter((value): value is string => value != null && value.trim() !== '')

/** All rows of a list in the order of their names, so that a page never depends on what was added meanwhile. */
async function* pages<T extends { readonly name: string }>(
  context: ErpnextContext,
  doctype: string,
  row: z.ZodType<T>,
  { fields, filters }: { readonly fields: readonly string[]; readonly filters: Filters },
): AsyncGenerator<readonly T[]> {
  const optional = await optionalFields(context, doctype)
  let after = ''
  for (;;) {
    const page = await list(context, doctype, row, {
      fields: ['name', 'docstatus', ...fields, ...optional],
      filters: after === '' ? filters : [...filters, ['name', '>', after]],
      orderBy: 'name asc',
      limit: PAGE,
    })
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    after = page.at(-1)?.name ?? ''
  }
}

/** Which of the fields that are not ERPNext's own this site has: asking for one that is not there is refused. */
async function optionalFields(context: ErpnextContext, doctype: string): Promise<string[]> {
  const field = z.object({ fieldname: z.string() })
  const filters = [
    ['dt', '=', doctype],
    ['fieldname', 'in', OPTIONAL_FIELDS],
  ]
  const installed = await list(context, 'Custom Field', field, { fields: ['fieldname'], filters }).catch(
    (error: unknown) => {
      // Who may not read the custom fields has ours all the same: nothing works without them.
      if (error instanceof TillbridgeError && error.code === 'PERMISSION_MISSING')
        return [{ fieldname: REFERENCE_FIELD }]
      throw error
    },
  )
  return [...new Set(installed.map(({ fieldname }) => fieldname))]
}

async function children<T extends { readonly parent: string }>(
  context: ErpnextContext,
  doctype: string,
  parent: string,
  row: z.ZodType<T> & { readonly shape: object },
  names: readonly string[],
): Promise<Map<string, T[]>> {
  const found = await list(context, doctype, row, {
    fields: Object.keys(row.shape),
    filters: [
      ['parenttype', '=', parent],
      ['parent', 'in', names],
    ],
    orderBy: 'idx asc',
    parent,
  })
  return Map.groupBy(found, (one) => one.parent)
}

/** Stores our reference in a document that somebody else wrote. */
export async function adopt(
  context: ErpnextContext,
  kind: DocumentKind,
  externalId: string,
  reference: string,
): Promise<void> {
  const doctype = DOCTYPE[kind]
  const value = { doctype, name: externalId, fieldname: REFERENCE_FIELD, value: reference }
  const present = z.object({ [REFERENCE_FIELD]: text })
  const filters = [['name', '=', externalId]]
  const [known] = await list(context, doctype, present, { fields: [REFERENCE_FIELD], filters, limit: 1 })
  const there = known?.[REFERENCE_FIELD] || null
  if (there === reference) return
  if (there !== null) throw hasAnother(externalId, there)
  try {
    await call(context, 'frappe.client.set_value', value, { about: { doctype }, effect: 'write' })
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind === 'unauthorized') throw error
    if (error.code === 'REFERENCE_EXISTS') throw taken(externalId, reference)
    if (error.kind === 'rejected') throw notStorable(externalId, error)
    throw error
  }
}

/** Deletes a draft. One that is gone is no error. */
export async function discard(context: ErpnextContext, kind: DocumentKind, externalId: string): Promise<void> {
  const doctype = DOCTYPE[kind]
  const request = { doctype, name: externalId }
  try {
    await call(context, 'frappe.client.delete', request, { about: { doctype }, effect: 'write' })
  } catch (error) {
    if (error instanceof TillbridgeError && error.detail['status'] === 404) return
    throw error
  }
}

const hasAnother = (externalId: string, reference: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_EXISTS',
    message: `${externalId} belongs to another record of Tillbridge already (${reference}).`,
    remedy: 'Reject this pair, or clear the field "Tillbridge Reference" of the document in ERPNext.',
    subject: `document:${externalId}`,
  })

const taken = (externalId: string, reference: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_EXISTS',
    message: `Another document in ERPNext has the reference ${reference} already, so ${externalId} cannot have it.`,
    remedy: 'Look for that document in ERPNext: one of the two is a duplicate.',
    subject: `document:${externalId}`,
  })

const notStorable = (externalId: string, cause: TillbridgeError): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_NOT_STORABLE',
    message: `ERPNext does not take our reference into ${externalId}: ${cause.message}`,
    remedy: 'Tick "Allow on Submit" for the custom field "Tillbridge Reference" in ERPNext.',
    subject: `document:${externalId}`,
    cause,
  })
