import type { DocumentKind } from '#model/documents'
import { serverVersion } from './client.ts'
import type { OdooSettings } from './settings.ts'

/** Odoo's names that are needed in several places, and where versions call things differently. */

export const MODEL = {
  'sales-order': 'sale.order',
  invoice: 'account.move',
  'credit-note': 'account.move',
  payment: 'account.payment',
  'refund-payment': 'account.payment',
  delivery: 'stock.picking',
  'delivery-return': 'stock.picking',
  journal: 'account.move',
} as const satisfies Record<DocumentKind, string>

/** Our reference of a document, customer, address or product. Odoo cannot be told to keep it unique. */
export const REFERENCE = 'x_tillbridge_ref'
/** Our reference of an article as a whole, beside those of its variants, which have its fields too. */
export const PRODUCT_REFERENCE = 'x_tillbridge_product'
/** Which row of ours a line is, e.g. `line:901/2`. */
export const ROW = 'x_tillbridge_row'
/** What a document has to be matched with, e.g. `;move:77;` or `;order:41;`: where a run broke off, the next one goes on. */
export const SETTLES = 'x_tillbridge_settles'

export interface OwnField {
  readonly model: string
  readonly name: string
  readonly label: string
}

const reference = (model: string): OwnField => ({ model, name: REFERENCE, label: 'Tillbridge Reference' })
const row = (model: string): OwnField => ({ model, name: ROW, label: 'Tillbridge Row' })
const settles = (model: string): OwnField => ({ model, name: SETTLES, label: 'Tillbridge Settles' })

/** Until 17 a payment has the fields of its entry, so that they are there already when its turn comes. */
export const OWN_FIELDS: readonly OwnField[] = [
  reference('sale.order'),
  reference('account.move'),
  reference('account.payment'),
  reference('stock.picking'),
  reference('res.partner'),
  reference('product.product'),
  { model: 'product.template', name: PRODUCT_REFERENCE, label: 'Tillbridge Product' },
  row('sale.order.line'),
  row('account.move.line'),
  row('stock.move'),
  settles('account.move'),
  settles('account.payment'),
]

/** The field of an order's line that holds its taxes. */
export const orderTaxField = (settings: OdooSettings): string => (serverVersion(settings) >= 19 ? 'tax_ids' : 'tax_id')
/** The text of a payment that its entry shows. */
export const memoField = (settings: OdooSettings): string => (serverVersion(settings) >= 18 ? 'memo' : 'ref')
/** The fields that make an article one that is counted, or a service. */
export const storable = (settings: OdooSettings): object =>
  serverVersion(settings) >= 18 ? { type: 'consu', is_storable: true } : { detailed_type: 'product' }
export const service = (settings: OdooSettings): object =>
  serverVersion(settings) >= 18 ? { type: 'service' } : { detailed_type: 'service' }

/** Where a person opens a record. */
export const recordUrl = ({ baseUrl }: Pick<OdooSettings, 'baseUrl'>, model: string, id: number | string): string =>
  `${baseUrl}/web#id=${id}&model=${model}&view_type=form`
