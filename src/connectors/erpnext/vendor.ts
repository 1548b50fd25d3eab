import { z } from 'zod'
import type { DocumentKind } from '#model/documents'
import { fromFloat } from '#lib/rounding'

/** ERPNext's names: everything else in this folder spells them through this file. */

export const DOCTYPE = {
  'sales-order': 'Sales Order',
  invoice: 'Sales Invoice',
  'credit-note': 'Sales Invoice',
  payment: 'Payment Entry',
  'refund-payment': 'Payment Entry',
  delivery: 'Delivery Note',
  'delivery-return': 'Delivery Note',
  journal: 'Journal Entry',
} as const satisfies Record<DocumentKind, string>

/** Each record type that documents are written as, once. */
export const DOCUMENT_DOCTYPES: readonly string[] = [...new Set(Object.values(DOCTYPE))]

/** Our unique custom field: the second writer of a reference is refused by the database. */
export const REFERENCE_FIELD = 'tillbridge_ref'
/** Our custom field on rows: which row of ours it is, e.g. `line:901/2`. */
export const ROW_FIELD = 'tillbridge_row'

/** Where a field of ours is installed. `after` is an existing field of the DocType. */
export interface OwnField {
  readonly doctype: string
  readonly field: string
  readonly label: string
  readonly after: string
  readonly unique: boolean
}

const reference = (doctype: string, after: string): OwnField => ({
  doctype,
  field: REFERENCE_FIELD,
  label: 'Tillbridge Reference',
  after,
  unique: true,
})

const row = (doctype: string): OwnField => ({
  doctype,
  field: ROW_FIELD,
  label: 'Tillbridge Row',
  after: 'description',
  unique: false,
})

export const OWN_FIELDS: readonly OwnField[] = [
  reference('Sales Order', 'po_no'),
  reference('Sales Invoice', 'po_no'),
  reference('Payment Entry', 'reference_no'),
  reference('Delivery Note', 'po_no'),
  reference('Journal Entry', 'cheque_no'),
  reference('Customer', 'tax_id'),
  reference('Address', 'address_type'),
  reference('Item', 'item_name'),
  row('Sales Order Item'),
  row('Sales Invoice Item'),
  row('Delivery Note Item'),
]

/** Numbers come as JSON floats. */
export const number = z.number().transform((value) => fromFloat(value))

const money = z
  .number()
  .nullish()
  .transform((value) => (value == null ? null : fromFloat(value)))

const docstatus = z.union([z.literal(0), z.literal(1), z.literal(2)])

const itemRow = z.object({
  name: z.string(),
  idx: z.number(),
  [ROW_FIELD]: z.string().nullish(),
})

const taxRow = z.object({
  idx: z.number(),
  description: z.string().nullish(),
  tax_amount: money,
  tax_amount_after_discount_amount: money,
})

export const salesAnswer = z.object({
  name: z.string(),
  docstatus,
  grand_total: money,
  items: z.array(itemRow).default([]),
  taxes: z.array(taxRow).default([]),
})

export const paymentAnswer = z.object({
  name: z.string(),
  docstatus,
  paid_amount: money,
  received_amount: money,
  paid_from_account_currency: z.string().nullish(),
  paid_to_account_currency: z.string().nullish(),
  custom_remarks: z.number().nullish(),
})

export const stockAnswer = z.object({ name: z.string(), docstatus, items: z.array(itemRow).default([]) })

export const journalAnswer = z.object({
  name: z.string(),
  docstatus,
  total_debit: money,
  multi_currency: z.number().nullish(),
})

export type SalesAnswer = z.infer<typeof salesAnswer>
export type PaymentAnswer = z.infer<typeof paymentAnswer>
export type StockAnswer = z.infer<typeof stockAnswer>
export type JournalAnswer = z.infer<typeof journalAnswer>
