import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import { addressDisplay } from '#sandboxes/erpnext/masters/address'

/** Parcels on their way. Of its tracking fields a person can change only `tracking_status` once it is submitted. */
export const shipment: DocController = {
  validate(doc, site) {
    checkParcels(doc)
    checkPickupTime(doc)
    setValue(doc, site)
    showAddresses(doc, site)
    doc['total_weight'] = rows(doc, 'shipment_parcel').reduce(
      (sum, row) => sum + number(row, 'weight') * number(row, 'count'),
      0,
    )
    if (doc.docstatus === 0) doc['status'] = 'Draft'
  },
  onSubmit(doc, site) {
    if (rows(doc, 'shipment_parcel').length === 0) refuse('Please enter Shipment Parcel information')
    if (number(doc, 'value_of_goods') === 0) refuse('Value of goods cannot be 0')
    site.setValue('Shipment', doc.name, { status: 'Submitted' })
    doc['status'] = 'Submitted'
  },
  onCancel(doc, site) {
    site.setValue('Shipment', doc.name, { status: 'Cancelled' })
    doc['status'] = 'Cancelled'
  },
}

function checkParcels(doc: Readonly<Doc>): void {
  for (const row of rows(doc, 'shipment_parcel')) if (number(row, 'weight') <= 0) refuse('Parcel weight cannot be 0')
}

const clock = (time: string): string => time.replace(/^(\d):/, '0$1:')

function checkPickupTime(doc: Readonly<Doc>): void {
  const from = clock(text(doc, 'pickup_from'))
  const to = clock(text(doc, 'pickup_to'))
  if (from !== '' && to !== '' && to < from) refuse('Pickup To time should be greater than Pickup From time')
}

/** The goods are worth what the deliveries say. */
function setValue(doc: Doc, site: Site): void {
  for (const row of rows(doc, 'shipment_delivery_note')) {
    if (number(row, 'grand_total') === 0)
      row['grand_total'] = number(site.read('Delivery Note', row['delivery_note']) ?? {}, 'grand_total')
  }
  const value = rows(doc, 'shipment_delivery_note').reduce((sum, row) => sum + number(row, 'grand_total'), 0)
  if (value !== 0) doc['value_of_goods'] = value
}

function showAddresses(doc: Doc, site: Site): void {
  for (const side of ['pickup', 'delivery'] as const) {
    const address = site.read('Address', doc[`${side}_address_name`])
    if (address !== null && text(doc, `${side}_address`) === '') doc[`${side}_address`] = addressDisplay(address)
  }
  if (text(doc, 'pickup') === '') doc['pickup'] = doc['pickup_company'] ?? doc['pickup_customer'] ?? null
  if (text(doc, 'delivery_to') === '') doc['delivery_to'] = doc['delivery_customer'] ?? doc['delivery_company'] ?? null
}
