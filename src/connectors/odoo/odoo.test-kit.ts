import { decimal } from '#lib/decimal'
import type { FoundParty, WriteContext } from '#contract/target'
import type { MappedDocument, MappedSalesDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { type OdooOptions, type OdooSandbox, startOdoo } from '#sandboxes/odoo/start'
import { type PlainContext, plainContext } from '#testing/plain-context'
import { type RowSketch, sampleSale, sampleWrite, taxKey } from '#testing/sample-documents'
import { odoo } from './index.ts'
import { parties } from './parties.ts'
import { type OdooSettings, settings } from './settings.ts'

export interface Bench extends AsyncDisposable {
  readonly server: OdooSandbox
  readonly context: PlainContext<OdooSettings>
  readonly customer: FoundParty
  make(model: string, values: object): number
  write(document: MappedDocument, names?: WriteContext['documents']): Promise<BookedDocument>
}

/** A prepared database with an item that is counted and a customer; version 19 unless another is asked for. */
export async function startBench(
  options: OdooOptions = {},
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Bench> {
  const server = await startOdoo({ version: 19, ...options })
  const connection = settings.parse({
    baseUrl: server.url,
    database: server.db,
    login: server.login,
    apiKey: server.apiKey,
    version: String(server.version),
    company: 'Nordbutik AB',
    companyCurrency: 'SEK',
    ...changes,
  })
  const make = (model: string, values: object): number => (server.call(model, 'create', [[values]]) as number[])[0] ?? 0
  const kind = server.version <= 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true }
  server.setStock(make('product.product', { name: 'T-shirt', default_code: 'TSHIRT-1', list_price: 20, ...kind }), 10)
  const context = plainContext(odoo, connection)
  await odoo.prepare?.(context)
  const { party } = saleOf([])
  const customer = await parties.create(context, party, ['customer:1'])
  const { documents } = odoo.writes
  if (documents === undefined) throw new Error('Odoo takes documents')
  return {
    server,
    context,
    customer,
    make,
    write: (document, names = {}) => documents.create(context, document, sampleWrite(names, customer)),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

const KEY = taxKey('25')

/** A sale in the books' currency with 25 % of tax, whose amount is given. */
export function saleOf(
  rows: readonly RowSketch[],
  taxAmount = '0',
  changes: Partial<MappedSalesDocument> = {},
): MappedSalesDocument {
  const taxes = [{ key: KEY, amount: decimal(taxAmount), account: '25% G' }]
  const taxed = rows.map((row) => ({ ...row, key: KEY }))
  return sampleSale(taxed, taxes, { currency: 'SEK', ...changes })
}
