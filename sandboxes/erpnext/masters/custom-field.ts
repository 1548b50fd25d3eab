import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { isBlank, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError } from '#sandboxes/erpnext/frappe-error'
import type { Field } from '#sandboxes/erpnext/meta'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { STANDARD_FIELDS } from '#sandboxes/erpnext/list-fields'

const FLAGS = [
  'reqd',
  'read_only',
  'unique',
  'no_copy',
  'allow_on_submit',
  'search_index',
  'hidden',
  'non_negative',
  'fetch_if_empty',
] as const
const TEXTS = ['options', 'default', 'fetch_from', 'depends_on', 'mandatory_depends_on'] as const

/** A Custom Field adds a column to its DocType: from then on each answer can carry it. */
export const customField: DocController = {
  beforeInsert(doc, site) {
    if (!site.exists('DocType', doc['dt'])) {
      throw new FrappeError('LinkValidationError', `Could not find DocType: ${text(doc, 'dt')}`)
    }
    if (isBlank(doc['fieldname'])) doc['fieldname'] = `custom_${scrub(text(doc, 'label'))}`
    doc['fieldname'] = text(doc, 'fieldname').toLowerCase()
  },
  autoname: (doc) => `${text(doc, 'dt')}-${text(doc, 'fieldname')}`,
  validate(doc, site, life) {
    const meta = site.meta(text(doc, 'dt'))
    const fieldname = text(doc, 'fieldname')
    if (life.isNew && (meta.byName.has(fieldname) || STANDARD_FIELDS.has(fieldname))) {
      throw new FrappeError(
        'ValidationError',
        `A field with the name <strong>${fieldname}</strong> already exists in ${meta.name}`,
      )
    }
    const after = meta.fields.findIndex((field) => field.fieldname === doc['insert_after'])
    doc['idx'] = after < 0 ? meta.fields.length + 1 : after + 2
  },
  onUpdate(doc, site, life) {
    if (life.isNew) checkColumnName(doc, site)
    else (site as SiteCore).removeField(text(doc, 'dt'), text(doc, 'fieldname'))
    ;(site as SiteCore).addField(text(doc, 'dt'), fieldOf(doc), text(doc, 'insert_after'))
  },
  afterDelete: (doc, site) => (site as SiteCore).removeField(text(doc, 'dt'), text(doc, 'fieldname')),
}

function scrub(label: string): string {
  return label.trim().toLowerCase().replaceAll(/[ -]+/g, '_').replaceAll(/\W/g, '')
}

/**
 * The column is made last. When its name is refused the row is rolled back, but the DocType's cache already knows the field:
 * each later write to the DocType fails for want of the column, until the cache is cleared.
 */
function checkColumnName(doc: Readonly<Doc>, site: Site): void {
  const fieldname = text(doc, 'fieldname')
  const special = /[\W]/u.exec(fieldname)
  if (special === null) return
  ;(site as SiteCore).ghostColumns.set(text(doc, 'dt'), fieldname)
  const found = [...new Set(fieldname.match(/\W/gu) ?? [])].map((one) => `"${one}"`).join(', ')
  throw new FrappeError(
    'InvalidColumnName',
    `Fieldname <strong>${fieldname}</strong> cannot have special characters like ${found}`,
    {
      module: 'frappe.database.database.Database',
    },
  )
}

function fieldOf(doc: Readonly<Doc>): Field {
  const field: Record<string, unknown> = {
    fieldname: text(doc, 'fieldname'),
    fieldtype: text(doc, 'fieldtype'),
    label: text(doc, 'label'),
    custom: true,
  }
  for (const flag of FLAGS) if (truthy(doc, flag)) field[flag] = true
  for (const name of TEXTS) if (!isBlank(doc[name])) field[name] = text(doc, name)
  return field as unknown as Field
}
