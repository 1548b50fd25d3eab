import { type Decimal, decimal, isZero, sum } from '#lib/decimal'
import { type BooksProof, type BooksProofInput, type Excuse, proveBooks } from '#sandboxes/proof/books-proof'
import { type BookKind, DOCTYPES, erpDocuments } from '#sandboxes/proof/erp-facts'
import { ownersOf } from '#sandboxes/proof/owners'
import { shopOrders } from '#sandboxes/proof/shop-facts'
import type { PlaceLine, PlaceOrder } from '#sandboxes/shopify/place-input'
import { excusesOf as excusesOfBridge } from '#testing/excuses'
import type { Story } from '#testing/story'

/** Starting servers and settling hundreds of orders on a busy machine. */
export const PATIENCE_MS = 120_000

export type Doc = Readonly<Record<string, unknown>>

/** The documents that count in the ERP for one order: issued, not drafts and not taken back. */
export interface OrderBooks {
  readonly orders: readonly Doc[]
  readonly invoices: readonly Doc[]
  readonly payments: readonly Doc[]
}

export const issued = (story: Pick<Story, 'erp'>, doctype: string): Doc[] =>
  story.erp.documents(doctype).filter((document) => document.docstatus === 1)

/** Looks with the ERP's eyes: by the reference in the documents and by what the payments settle. */
export function booksOf(story: Pick<Story, 'erp'>, order: { readonly legacyId: string }): OrderBooks {
  const isOfOrder = (document: Doc): boolean =>
    String(document['tillbridge_ref'] ?? '')
      .replace(/#\d+$/, '')
      .endsWith(`:${order.legacyId}`)
  const orders = issued(story, 'Sales Order').filter(isOfOrder)
  const invoices = issued(story, 'Sales Invoice').filter(isOfOrder)
  const names = new Set([...orders, ...invoices].map((document) => document['name']))
  const payments = issued(story, 'Payment Entry').filter((payment) =>
    rows(payment, 'references').some((row) => names.has(row['reference_name'])),
  )
  return { orders, invoices, payments }
}

/** Everything that is in force in the ERP for one order, by kind, in the order in which it was written. */
export type OrderLife = Readonly<Record<BookKind, readonly Doc[]>>

/** Looks with the ERP's eyes at all that became of one order. */
export function lifeOf(story: Pick<Story, 'erp' | 'shop'>, order: { readonly legacyId: string }): OrderLife {
  const documents = erpDocuments(story.erp)
  const owners = ownersOf(shopOrders(story.shop), documents)
  const own = documents.filter(({ name, state }) => state === 'issued' && owners.get(name) === order.legacyId)
  const ofKind = (kind: BookKind): Doc[] =>
    own.filter((each) => each.kind === kind).map(({ name }) => story.erp.site.get(DOCTYPES[kind], name) as Doc)
  const kinds = Object.keys(DOCTYPES) as BookKind[]
  return Object.fromEntries(kinds.map((kind) => [kind, ofKind(kind)])) as unknown as OrderLife
}

/** A person takes a document back in the ERP. */
export async function cancelInErp(
  { erp }: Pick<Story, 'erp'>,
  doctype: string,
  document: Doc | undefined,
): Promise<void> {
  const response = await fetch(`${erp.url}/api/method/frappe.client.cancel`, {
    method: 'POST',
    headers: { authorization: `token ${erp.apiKey}:${erp.apiSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ doctype, name: document?.['name'] }),
  })
  if (!response.ok)
    throw new Error(`${doctype} ${String(document?.['name'])} was not cancelled: ${await response.text()}`)
}

/** What a third party finds wrong about one order. */
export async function faultsOf(
  story: Story,
  order: { readonly name: string },
  options: Partial<Pick<BooksProofInput, 'payments' | 'warehouses'>> = {},
): Promise<unknown[]> {
  const { lost, double, unbalanced, drafts, strays } = await proofOf(story, options)
  const own = [...double, ...unbalanced].filter((fault) => fault.order === order.name)
  return [...own, ...lost.filter((name) => name === order.name), ...drafts, ...strays]
}

/** What open orders hold back in the ERP, by item and warehouse. */
export const reservedIn = (story: Pick<Story, 'erp'>): Record<string, number> =>
  Object.fromEntries(
    story.erp
      .documents('Bin')
      .flatMap((bin) => {
        const pieces = Number(bin['reserved_qty'] ?? 0)
        return pieces === 0 ? [] : [[`${String(bin['item_code'])} in ${String(bin['warehouse'])}`, pieces] as const]
      })
      .sort(([a], [b]) => a.localeCompare(b)),
  )

/** How many documents of each kind there are; kinds without one are left out. */
export const countsOf = (life: OrderLife): Partial<Record<BookKind, number>> =>
  Object.fromEntries(
    Object.entries(life).flatMap(([kind, found]) => (found.length === 0 ? [] : [[kind, found.length]])),
  )

/** Names and contents of everything in force, to be compared before and after. */
export const figuresOf = (documents: readonly Doc[], ...fields: readonly string[]): unknown[][] =>
  documents.map((document) => fields.map((field) => document[field]))

/** What the tax accounts of these documents come to, by account; nothing = left out. */
export function taxesOf(documents: readonly Doc[]): Record<string, Decimal> {
  const taxes = documents.flatMap((document) => rows(document, 'taxes'))
  const groups = Map.groupBy(taxes, (row) => String(row['account_head']))
  const sums = [...groups].map(([account, found]): [string, Decimal] => [
    account,
    sum(found.map((row) => amount(row, 'tax_amount'))),
  ])
  return Object.fromEntries(sums.filter(([, total]) => !isZero(total)))
}

export const rows = (document: Doc | undefined, table: string): Doc[] => (document?.[table] ?? []) as Doc[]

/** A figure of the ERP as a decimal: its numbers are stored with the site's digits. */
export const amount = (document: Doc | undefined, field: string): Decimal => decimal(Number(document?.[field]))

/** Rows of a document summed by item, since one line may have become two rows. */
export function byItem(document: Doc | undefined, field: string): Record<string, Decimal> {
  const groups = Map.groupBy(rows(document, 'items'), (row) => String(row['item_code']))
  return Object.fromEntries([...groups].map(([item, found]) => [item, sum(found.map((row) => amount(row, field)))]))
}

/** What Tillbridge says for itself of orders that are not in step. */
export const excusesOf = ({ running, organizationId }: Pick<Story, 'running' | 'organizationId'>): Promise<Excuse[]> =>
  excusesOfBridge({ queries: running.bridge.queries, organizationId })

/** The books of both sides, compared by a third party from their own data. */
export const proofOf = async (
  story: Story,
  options: Partial<Pick<BooksProofInput, 'payments' | 'warehouses'>> = {},
): Promise<BooksProof> =>
  proveBooks({
    orders: shopOrders(story.shop),
    documents: erpDocuments(story.erp),
    excuses: await excusesOf(story),
    payments: true,
    ...options,
  })

/** Nothing lost, nothing double, nothing off by a cent, nothing left behind. */
export const FLAWLESS = { lost: [], double: [], unbalanced: [], drafts: [], strays: [] } as const

export const vat = (percent: number) => [{ title: `VAT ${percent}%`, rate: String(percent / 100) }]

export const line = (sku: string, quantity: number, price: string, percent = 25): PlaceLine => ({
  sku,
  title: sku,
  quantity,
  price,
  taxRates: vat(percent),
})

/** An order of one mug, for stories in which the order itself does not matter. */
export const aMug = (more: Partial<PlaceOrder> = {}): PlaceOrder => ({ lines: [line('MUG-1', 1, '12.50')], ...more })
