/** Labels that are not simply the field name in title case, by `field` or `DocType.field`. They show in messages. */
export const LABELS: Readonly<Record<string, string>> = {
  city: 'City/Town',
  'Payment Entry Reference.reference_name': 'Name',
  'Payment Entry Reference.reference_doctype': 'Type',
  pincode: 'Postal Code',
  email_id: 'Email Address',
  'Contact.email_id': 'Email Address',
  'Contact Email.email_id': 'Email ID',
  'Customer.email_id': 'Email Id',
  tax_id: 'Tax ID',
  uom: 'UOM',
  stock_uom: 'Default Unit of Measure',
  'Sales Order Item.stock_uom': 'Stock UOM',
  'Sales Invoice Item.stock_uom': 'Stock UOM',
  'Delivery Note Item.stock_uom': 'Stock UOM',
  uom_name: 'UOM Name',
  transaction_date: 'Date',
  'Sales Order Item.warehouse': 'Source Warehouse',
  set_warehouse: 'Set Source Warehouse',
  conversion_factor: 'UOM Conversion Factor',
  qty: 'Quantity',
  dt: 'DocType',
  fieldtype: 'Field Type',
  abbr: 'Abbr',
  po_no: "Customer's Purchase Order",
  po_date: "Customer's Purchase Order Date",
  due_date: 'Payment Due Date',
  'Sales Invoice.posting_date': 'Date',
  default_company: 'Default Company',
}

const SMALL_WORDS: ReadonlySet<string> = new Set([
  'of',
  'and',
  'to',
  'for',
  'in',
  'the',
  'is',
  'on',
  'by',
  'as',
  'from',
  'with',
])
const ACRONYMS: Readonly<Record<string, string>> = {
  uom: 'UOM',
  id: 'ID',
  url: 'URL',
  gst: 'GST',
  pos: 'POS',
  sku: 'SKU',
}

/** `parent_item_group` → `Parent Item Group`. */
export function titleOf(fieldname: string): string {
  return fieldname
    .split('_')
    .filter((word) => word !== '')
    .flatMap((word) => word.split(/(?<=[a-z])(?=\d+$)/))
    .map(
      (word, index) =>
        ACRONYMS[word] ?? (index > 0 && SMALL_WORDS.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)),
    )
    .join(' ')
}
