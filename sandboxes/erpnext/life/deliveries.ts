import type { Doc, Row } from '#sandboxes/erpnext/controller'
import { isBlank, number, rows, text } from '#sandboxes/erpnext/fields'
import { makeDeliveryOfOrder } from '#sandboxes/erpnext/selling/make-delivery'
import { makeInvoiceOfOrder } from '#sandboxes/erpnext/selling/make-invoice'
import { makeDeliveryReturn } from '#sandboxes/erpnext/selling/make-return'
import type { Person, Values } from './person.ts'

/** What of an order is delivered: by item, or by the name of the order's row. */
export interface DeliveredRow {
  readonly item?: string
  readonly row?: string
  readonly qty: number
  readonly warehouse?: string
}

/** Fields of the delivery; a `transporter` that is not known yet is added as a Supplier. */
interface DeliveryFields {
  readonly lr_no?: string
  readonly lr_date?: string
  readonly transporter?: string
  readonly [field: string]: unknown
}

export interface ShipmentFields {
  /** Tracking number. */
  readonly awb?: string
  readonly carrier?: string
  readonly service?: string
  readonly provider?: string
  readonly trackingUrl?: string
  /** Default one parcel of 1 kg. */
  readonly parcels?: readonly { readonly weight: number; readonly count: number }[]
  /** Default true. */
  readonly submit?: boolean
}

export interface TrackingFields {
  readonly awb?: string
  readonly carrier?: string
  readonly trackingUrl?: string
  readonly status?: 'In Progress' | 'Delivered' | 'Returned' | 'Lost'
}

export interface DeliveryLife {
  /** A submitted Delivery Note of what a Sales Order has left, or of the rows that are named. */
  deliver(order: string, lines?: readonly DeliveredRow[], fields?: DeliveryFields): Doc
  /** A submitted Sales Invoice with `update_stock`: it delivers, too. */
  deliverByInvoice(order: string, lines?: readonly DeliveredRow[], fields?: Values): Doc
  /** A submitted Shipment of one or several Delivery Notes. */
  ship(deliveryNote: string | readonly string[], fields?: ShipmentFields): Doc
  /** What a shipping app writes later, straight to the document; a `status` is changed as a person does. */
  track(shipment: string, fields: TrackingFields): Doc
  /** A submitted return of a Delivery Note, of all its goods or of the rows that are named. */
  takeBack(deliveryNote: string, lines?: readonly DeliveredRow[]): Doc
  /** Cancels a submitted document. */
  cancel(doctype: string, name: string): Doc
}

export function createDeliveryLife(person: () => Person): DeliveryLife {
  return {
    deliver: (order, lines, fields = {}) => deliver(person(), order, lines, fields),
    deliverByInvoice(order, lines, fields = {}) {
      const { act, submit } = person()
      const mapped = act((site) => makeInvoiceOfOrder(site, order, []))
      return submit('Sales Invoice', { ...chosen(mapped, lines, 1), update_stock: 1, ...fields })
    },
    ship: (note, fields = {}) => ship(person(), typeof note === 'string' ? [note] : note, fields),
    track: (shipment, fields) => track(person(), shipment, fields),
    takeBack(note, lines) {
      const { act, submit } = person()
      const mapped = act((site) => makeDeliveryReturn(site, note))
      return submit('Delivery Note', chosen(mapped, lines, -1))
    },
    cancel: (doctype, name) => person().change(doctype, name, { docstatus: 2 }),
  }
}

function deliver(
  person: Person,
  order: string,
  lines: readonly DeliveredRow[] | undefined,
  fields: DeliveryFields,
): Doc {
  const { act, submit, add, site } = person
  const { transporter } = fields
  if (transporter !== undefined && !site.exists('Supplier', transporter))
    add('Supplier', { supplier_name: transporter, is_transporter: 1 })
  const mapped = act(() => makeDeliveryOfOrder(site, order, []))
  return submit('Delivery Note', { ...chosen(mapped, lines, 1), ...fields })
}

const SO_ROW_FIELDS = ['so_detail', 'dn_detail', 'name'] as const

/** A mapped document with only the rows and quantities that were asked for; `sign` is -1 for returns. */
function chosen(mapped: Values, lines: readonly DeliveredRow[] | undefined, sign: 1 | -1): Values {
  if (lines === undefined) return mapped
  const left = rows(mapped, 'items').map((row) => ({ row, qty: Math.abs(number(row, 'qty')) }))
  const items: Row[] = []
  for (const line of lines) {
    let wanted = line.qty
    for (const one of left) {
      if (wanted <= 0 || one.qty <= 0 || !matches(one.row, line)) continue
      const qty = Math.min(wanted, one.qty)
      one.qty -= qty
      wanted -= qty
      items.push(withQuantity(one.row, line, sign * qty))
    }
    if (wanted > 0) throw new Error(`${wanted} of ${line.item ?? line.row ?? 'the line'} are not left to be delivered`)
  }
  return { ...mapped, items }
}

function matches(row: Readonly<Row>, line: DeliveredRow): boolean {
  if (line.row !== undefined) return SO_ROW_FIELDS.some((field) => row[field] === line.row)
  return row['item_code'] === line.item
}

function withQuantity(row: Readonly<Row>, line: DeliveredRow, qty: number): Row {
  const stockQty = qty * (number(row, 'conversion_factor') || 1)
  return { ...row, qty, stock_qty: stockQty, ...(line.warehouse === undefined ? {} : { warehouse: line.warehouse }) }
}

function ship(person: Person, notes: readonly string[], fields: ShipmentFields): Doc {
  const { site, add, submit } = person
  const first = site.get('Delivery Note', notes[0])
  const values = {
    pickup_from_type: 'Company',
    pickup_company: first['company'],
    pickup_address_name: companyAddress(person, text(first, 'company')),
    delivery_to_type: 'Customer',
    delivery_customer: first['customer'],
    delivery_address_name: customerAddress(person, first),
    pickup_date: site.today(),
    description_of_content: 'Goods',
    value_of_goods: number(first, 'grand_total') || 1,
    shipment_parcel: fields.parcels ?? [{ weight: 1, count: 1 }],
    shipment_delivery_note: notes.map((delivery_note) => ({ delivery_note })),
    ...trackingValues(fields),
    ...(fields.service === undefined ? {} : { carrier_service: fields.service }),
    ...(fields.provider === undefined ? {} : { service_provider: fields.provider }),
  }
  return fields.submit === false ? add('Shipment', values) : submit('Shipment', values)
}

function trackingValues({ awb, carrier, trackingUrl }: TrackingFields | ShipmentFields): Values {
  return {
    ...(awb === undefined ? {} : { awb_number: awb }),
    ...(carrier === undefined ? {} : { carrier }),
    ...(trackingUrl === undefined ? {} : { tracking_url: trackingUrl }),
  }
}

function track({ site, act, change }: Person, name: string, fields: TrackingFields): Doc {
  const written = trackingValues(fields)
  if (Object.keys(written).length > 0) act(() => site.setValue('Shipment', name, written))
  return fields.status === undefined
    ? site.get('Shipment', name)
    : change('Shipment', name, { tracking_status: fields.status })
}

/** Where the parcels start: the company's own address, made when there is none. */
function companyAddress({ site, add }: Person, company: string): string {
  const known = site.findBy('Dynamic Link', 'link_name', company).find((one) => one['parenttype'] === 'Address')
  if (known !== undefined) return text(known, 'parent')
  return add('Address', {
    address_title: company,
    address_type: 'Office',
    address_line1: 'Harbour Road 1',
    city: 'Port',
    country: site.value('Company', company, 'country'),
    is_your_company_address: 1,
    links: [{ link_doctype: 'Company', link_name: company }],
  }).name
}

function customerAddress({ site, add }: Person, note: Readonly<Doc>): string {
  for (const field of ['shipping_address_name', 'customer_address'] as const)
    if (!isBlank(note[field])) return text(note, field)
  const customer = text(note, 'customer')
  return add('Address', {
    address_title: customer,
    address_type: 'Shipping',
    address_line1: 'Main Street 1',
    city: 'Town',
    country: site.value('Company', note['company'], 'country'),
    links: [{ link_doctype: 'Customer', link_name: customer }],
  }).name
}
