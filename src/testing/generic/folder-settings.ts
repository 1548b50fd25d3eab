import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FOLDERS } from '#connectors/generic-files/folders'
import { genericFiles } from '#connectors/generic-files/index'
import type { FileSettings } from '#connectors/generic-files/settings'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'

const FORMATS = ['json', 'xml', 'csv'] as const

const CONTENT = {
  json: '{ "ref": reference, "customer": customer, "lines": [$append(document.rows, document.lines).{ "row": id, "item": item }] }',
  xml: '{ "document": { "@ref": reference, "line": [$append(document.rows, document.lines).{ "row": id, "item": item }] } }',
  csv: '$exists(document.rows) ? document.rows.{ "ref": $$.reference, "item": item, "quantity": quantity } : { "ref": reference, "amount": document.amount }',
}

export const ORDER_OF_ROWS = `{
  "id": rows[0].no, "name": rows[0].name, "placedAt": rows[0].placed, "currency": "EUR", "taxesIncluded": true,
  "lines": [rows.{
    "id": pos, "sku": sku, "title": sku, "quantity": qty, "price": price,
    "taxes": [{ "title": "VAT", "rate": 25, "amount": vat }]
  }],
  "total": $total(rows.sum), "tax": $total(rows.vat)
}`

/** Settings for a folder, with every kind of document, in all formats by turns. */
export function folderSettings(folder: string, changes: Readonly<Record<string, unknown>> = {}): FileSettings {
  const documents = DOCUMENT_KINDS.map((kind, index) => {
    const format = FORMATS[index % FORMATS.length] ?? 'json'
    return [kind, { format, content: CONTENT[format], cancel: { content: '{ "cancel": reference }' } }]
  })
  return genericFiles.settings.parse({
    folder,
    documents: Object.fromEntries(documents),
    parties: { content: '{ "keys": references, "name": party.name }' },
    answers: { number: 'number', refused: 'error' },
    orders: {
      format: 'csv',
      suffix: '.csv',
      complete: { kind: 'renamed' },
      key: 'no',
      name: 'name',
      order: ORDER_OF_ROWS,
    },
    stock: {
      format: 'csv',
      suffix: '.csv',
      complete: { kind: 'renamed' },
      item: 'sku',
      place: 'place',
      onHand: 'count',
    },
    ...changes,
  })
}

export function makeFolders(folder: string): void {
  for (const name of [...FOLDERS, ...Object.keys(masterFiles)]) mkdirSync(join(folder, name), { recursive: true })
}

const file = { format: 'json', suffix: '.json', complete: { kind: 'renamed' } } as const

/** Files with records of the system's own, as it might write them: one record in each, or a list of them. */
export const masterFiles = {
  products: {
    ...file,
    key: 'code',
    fields: { id: 'code', title: 'name', status: 'off = true ? "archived" : "active"' },
    variants: {
      items: '$exists(forms.code) ? forms : [$]',
      fields: {
        id: 'code',
        sku: 'code',
        barcode: 'ean',
        cost: 'cost',
        optionValues: '$exists(colour) ? { "Colour": colour, "Size": size }',
      },
    },
  },
  prices: {
    ...file,
    format: 'csv',
    suffix: '.csv',
    key: 'item',
    lists: [
      { id: 'RETAIL', currency: 'EUR' },
      { id: 'TRADE', currency: 'EUR' },
    ],
    fields: { list: 'list', amount: 'amount', currency: '"EUR"', validFrom: 'from' },
  },
  shipments: {
    ...file,
    key: 'no',
    fields: {
      id: 'no',
      carrier: 'carrier',
      trackingNumber: 'track',
      state: 'void = true ? "cancelled" : "issued"',
    },
    lines: {
      items: 'lines',
      fields: { id: 'id', item: 'item', quantity: 'qty', place: 'place', orderId: 'order', orderRowId: 'row' },
    },
  },
  accounts: {
    ...file,
    key: 'no',
    fields: { id: 'no', kind: 'kind = "C" ? "company" : "person"', name: 'name', email: 'mail', vatNumber: 'vat' },
    addresses: { items: 'address', fields: { id: 'id', line1: 'street', city: 'town', countryCode: 'land' } },
  },
} as const

export interface SoldOrder {
  readonly no: number
  readonly lines: number
}

/** Rows of an order as an export would write them. */
export function rowsOfOrder({ no, lines }: SoldOrder): readonly string[] {
  return Array.from({ length: lines }, (_, index) => {
    const quantity = 1 + (index % 2)
    const [sum, vat] = quantity === 1 ? ['19.95', '3.99'] : ['39.90', '7.98']
    return `${no},A-${no},2026-11-20T10:00:00Z,${index + 1},SKU-${index},${quantity},19.95,${vat},${sum}`
  })
}

const HEADINGS = 'no,name,placed,pos,sku,qty,price,vat,sum'

export function dropFile(folder: string, name: string, rows: readonly string[]): void {
  writeFileSync(join(folder, 'inbox', name), `${[HEADINGS, ...rows].join('\n')}\n`)
}
