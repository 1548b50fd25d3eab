import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { customerBody, addressBody, addressFields } from '#connectors/erpnext/map-party'
import { foreignPaymentBody } from '#connectors/erpnext/map-foreign-payment'
import { creditBody } from '#connectors/erpnext/map-credit'
import { deliveryBody } from '#connectors/erpnext/map-delivery'
import { journalBody } from '#connectors/erpnext/map-journal'
import { paymentBody } from '#connectors/erpnext/map-payment'
import { salesBody } from '#connectors/erpnext/map-sales'
import {
  sampleAddress,
  sampleCredit,
  sampleGoods,
  sampleJournal,
  sampleParty,
  samplePayment,
  sampleSale,
  sampleWrite,
  taxKey,
} from '#testing/sample-documents'
import { sampleSettings } from '#connectors/erpnext/sample-settings'
import { OWN_FIELDS } from '#connectors/erpnext/vendor'
import type { NamedDocument } from '#contract/target'
import { decimal } from '#lib/decimal'

/** The fields that we send are compared with the vendor's own description of its record types. */

const SPECS = join(import.meta.dirname, '../../../shared/specs/erpnext')

interface Doctype {
  readonly fields: readonly { readonly fieldname: string; readonly fieldtype: string; readonly read_only?: number }[]
  readonly tables: Readonly<Record<string, string>>
}

const described = (doctype: string): Doctype =>
  JSON.parse(readFileSync(join(SPECS, `${doctype.toLowerCase().replaceAll(' ', '-')}.json`), 'utf8')) as Doctype

/** Names in `body` that its DocType does not have, child tables included. */
function unknownFields(doctype: string, body: Readonly<Record<string, unknown>>): string[] {
  const { fields, tables } = described(doctype)
  const own = OWN_FIELDS.filter((field) => field.doctype === doctype).map((field) => field.field)
  const known = new Set(['docstatus', ...own, ...fields.map((field) => field.fieldname)])
  return Object.entries(body).flatMap(([name, value]) => {
    if (!known.has(name)) return [`${doctype}.${name}`]
    const child = tables[name]
    if (child === undefined) return []
    return (value as Record<string, unknown>[]).flatMap((row) => unknownFields(child, row))
  })
}

const absent = existsSync(SPECS) ? false : 'the vendor’s field lists are not on this machine'

describe.skipIf(absent)(`ERPNext knows every field that is sent${absent ? ` (skipped: ${absent})` : ''}`, () => {
  const key = taxKey('25')
  const address = sampleAddress({ line2: 'c/o Bo', province: 'Uppland', phone: '+46 8 1' })
  const settings = sampleSettings({
    receivableAccount: 'Debtors - AC',
    roundingAccount: 'Round Off - AC',
    customerGroup: 'Web',
    territory: 'Sweden',
  })
  const taxes = [{ key, amount: decimal('20'), account: 'VAT 25% - AC' }]
  const rows = [{ net: '80', tax: '20', key }, { account: 'Freight - AC', net: '0' }, { net: '0' }]
  const named = (kind: NamedDocument['kind']) => ({ kind, externalId: 'NAME', rowIds: { 'line:1': 'row' } })
  const write = sampleWrite({ order: named('sales-order'), invoice: named('invoice'), delivery: named('delivery') })

  test.each(['net', 'gross'] as const)('in orders and invoices with %s prices', (priceMode) => {
    for (const [kind, doctype] of [
      ['sales-order', 'Sales Order'],
      ['invoice', 'Sales Invoice'],
    ] as const) {
      const gross = priceMode === 'gross' ? rows.slice(0, 1) : rows
      const sale = sampleSale(gross, taxes, { kind, priceMode, remarks: 'Thanks', dueOn: '2026-12-01' })
      const body = salesBody({ ...sale, basedOn: 'order' }, write, settings)
      expect(unknownFields(doctype, body.fields)).toEqual([])
    }
  })

  test('in credit notes, of goods and of amounts only', () => {
    const invoice = {
      name: 'SINV',
      date: '2026-11-20',
      conversionRate: decimal('1'),
      receivable: 'Debtors - AC',
      rows: [{ key: 'line:1', name: 'row', rate: decimal('80'), left: decimal('1') }],
    }
    const goods = sampleCredit(rows.slice(0, 2), taxes, { cause: 'edit' })
    expect(unknownFields('Sales Invoice', creditBody(goods, write, invoice, settings).fields)).toEqual([])
    const amount = sampleCredit([{ account: 'Sales - AC', role: 'adjustment', net: '5' }], [], { basedOn: null })
    expect(unknownFields('Sales Invoice', creditBody(amount, write, null, settings).fields)).toEqual([])
  })

  test('in deliveries and returns', () => {
    for (const [kind, basedOn] of [
      ['delivery', 'order'],
      ['delivery-return', 'delivery'],
    ] as const) {
      const goods = sampleGoods([{}], { kind, basedOn })
      expect(unknownFields('Delivery Note', deliveryBody(goods, write, new Map(), settings).fields)).toEqual([])
    }
  })

  test('in journals', () => {
    const journal = sampleJournal([{ amount: '-1', settles: 'invoice', memo: 'Set off' }], { purpose: 'payout' })
    const receivable = { name: 'Debtors - AC', currency: 'EUR' }
    const [line] = journal.lines
    const placed = line === undefined ? [] : [{ line, account: receivable, settled: null, named: named('invoice') }]
    const accounts = { lines: placed, rate: decimal('0.9'), exchange: 'Exchange - AC' }
    const foreign = { ...journal, currency: 'USD' }
    expect(unknownFields('Journal Entry', journalBody(foreign, write, accounts, settings))).toEqual([])
  })

  test('in payments', () => {
    const allocations = [{ reference: 'invoice', amount: decimal('79.98') }]
    const paid = samplePayment({ rounding: decimal('0.02'), allocations })
    expect(
      unknownFields(
        'Payment Entry',
        paymentBody(paid, write, { moneyAccount: 'Cash - AC', costCenter: 'Main - AC' }, settings),
      ),
    ).toEqual([])
    const receivable = { name: 'Debtors USD - AC', currency: 'USD' }
    const accounts = {
      money: { name: 'Bank - AC', currency: 'EUR' },
      receivable,
      rate: decimal('0.9'),
      exchange: null,
      settled: { invoice: { conversionRate: decimal('0.9'), receivable, open: decimal('80') } },
    }
    const foreign = foreignPaymentBody(samplePayment({ currency: 'USD', allocations }), write, accounts, settings)
    expect(unknownFields('Payment Entry', foreign)).toEqual([])
  })

  test('in addresses', () => {
    const body = addressBody({ address, type: 'Shipping', country: 'Sweden' }, 'Ann', sampleParty())
    expect(unknownFields('Address', body)).toEqual([])
  })

  test('in customers, apart from the address that is made along', () => {
    const party = sampleParty({ kind: 'company', phone: '+46 8 1', company: company('SE556677889901') })
    const body = customerBody(party, 'shop:company:77', addressFields(address, 'Sweden'), settings)
    // A Customer takes these on creation and makes an Address of them.
    const along = ['address_line1', 'address_line2', 'city', 'state', 'pincode', 'country']
    expect(unknownFields('Customer', body)).toEqual(along.map((name) => `Customer.${name}`))
  })
})

const company = (vatNumber: string) => ({
  externalId: '77',
  name: 'Nordlys AB',
  customerNumber: null,
  locationExternalId: null,
  locationName: null,
  vatNumber,
})
