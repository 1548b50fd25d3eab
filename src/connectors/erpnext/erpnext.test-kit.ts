import type { FoundParty, NamedDocument } from '#contract/target'
import { add, type Decimal, subtract, ZERO } from '#lib/decimal'
import { fromFloat } from '#lib/rounding'
import type { MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { type ErpnextOptions, startErpnext } from '#sandboxes/erpnext/start'
import { plainContext } from '#testing/plain-context'
import { erpnext } from './index.ts'
import { prepare } from './prepare.ts'
import { sampleNamed, sampleWrite } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'
import { documents } from './write.ts'

/** A prepared site with goods in stock, and a writer that remembers what it wrote, as the engine does. */
export async function openBooks(changes: Readonly<Record<string, unknown>> = {}, options: ErpnextOptions = {}) {
  const site = await startErpnext(options)
  const keys = { baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret }
  const context = plainContext(erpnext, sampleSettings({ ...keys, ...changes }))
  await prepare(context)
  for (const item of ['TSHIRT-1', 'MUG-1']) {
    site.insert({
      doctype: 'Stock Entry',
      docstatus: 1,
      stock_entry_type: 'Material Receipt',
      company: 'Acme GmbH',
      items: [{ item_code: item, qty: 20, t_warehouse: 'Stores - AC', basic_rate: 10 }],
    })
  }
  const named: Record<string, NamedDocument> = {}
  const stocked = site.documents('Stock Ledger Entry').length
  const entries = (doctype: string) => site.documents(doctype).filter((entry) => entry['is_cancelled'] !== 1)
  return {
    site,
    context,
    named,
    /** Writes a document that names others by their references. */
    async write(document: MappedDocument, customer?: FoundParty): Promise<BookedDocument> {
      const booked = await documents.create(context, document, sampleWrite(named, customer))
      named[document.reference] = sampleNamed(document.kind, booked)
      return booked
    },
    cancel: (reference: string) =>
      documents.cancel(context, named[reference]?.kind ?? 'invoice', named[reference]?.externalId ?? ''),
    /** Debits less credits of an account in the company's currency, by the site's own ledger. */
    balance: (account: string): Decimal =>
      sumOf(
        entries('GL Entry').filter((entry) => entry['account'] === account),
        'debit',
        'credit',
      ),
    /** The same in the account's own currency. */
    balanceInAccount: (account: string): Decimal =>
      sumOf(
        entries('GL Entry').filter((entry) => entry['account'] === account),
        'debit_in_account_currency',
        'credit_in_account_currency',
      ),
    /** Pieces that moved since the start, by the site's own stock ledger. */
    moved: (item: string, warehouse = 'Stores - AC'): Decimal =>
      sumOf(
        site
          .documents('Stock Ledger Entry')
          .slice(stocked)
          .filter(
            (entry) => entry['item_code'] === item && entry['warehouse'] === warehouse && entry['is_cancelled'] !== 1,
          ),
        'actual_qty',
      ),
    /** The document of a reference as the site stores it. */
    stored: (doctype: string, reference: string) =>
      site.documents(doctype).find((document) => document['tillbridge_ref'] === reference),
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}

function sumOf(entries: readonly Readonly<Record<string, unknown>>[], plus: string, minus?: string): Decimal {
  const value = (entry: Readonly<Record<string, unknown>>, field: string): Decimal =>
    fromFloat(Number(entry[field] ?? 0))
  const sum = (field: string): Decimal => add(ZERO, ...entries.map((entry) => value(entry, field)))
  return minus === undefined ? sum(plus) : subtract(sum(plus), sum(minus))
}
