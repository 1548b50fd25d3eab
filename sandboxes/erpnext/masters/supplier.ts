import type { DocController } from '#sandboxes/erpnext/controller'
import { text } from '#sandboxes/erpnext/fields'
import { freeName } from '#sandboxes/erpnext/naming'

/** Who sells to the company, or carries its parcels (`is_transporter`). Named as it is called. */
export const supplier: DocController = {
  autoname: (doc, site) =>
    freeName((name) => site.exists('Supplier', name), text(doc, 'supplier_name').trim() || 'Supplier', ' - '),
}
