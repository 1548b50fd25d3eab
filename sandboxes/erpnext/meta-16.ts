import { makeMeta, type Field, type Meta, standardMetas, withField } from './meta.ts'

const TAX_DETAIL = 'Item Wise Tax Detail'
const TAXED = ['Sales Order', 'Sales Invoice', 'Delivery Note'] as const

const field = (fieldname: string, fieldtype: string, label: string, options?: string): Field =>
  options === undefined ? { fieldname, fieldtype, label } : { fieldname, fieldtype, label, options }

/** The DocTypes of version 16: the tax of each line is a child table of the document instead of JSON in the tax row. */
export function metasOfVersion16(): ReadonlyMap<string, Meta> {
  const metas = new Map(standardMetas())
  const facts = {
    name: TAX_DETAIL,
    app: 'erpnext',
    autoname: 'hash',
    istable: true,
    issingle: false,
    submittable: false,
    titleField: null,
  } as const
  metas.set(
    TAX_DETAIL,
    makeMeta(facts, [
      field('item_row', 'Data', 'Item Row'),
      field('tax_row', 'Data', 'Tax Row'),
      field('rate', 'Float', 'Tax Rate'),
      field('amount', 'Currency', 'Tax Amount'),
      field('taxable_amount', 'Currency', 'Taxable Amount'),
    ]),
  )
  for (const doctype of TAXED) {
    const meta = metas.get(doctype)
    if (meta !== undefined)
      metas.set(
        doctype,
        withField(meta, field('item_wise_tax_details', 'Table', 'Item Wise Tax Details', TAX_DETAIL), 'taxes'),
      )
  }
  const row = metas.get('Sales Taxes and Charges')
  if (row !== undefined)
    metas.set(
      row.name,
      makeMeta(
        row,
        row.fields.filter((one) => one.fieldname !== 'item_wise_tax_detail'),
      ),
    )
  return metas
}
