import type { SiteCore } from './site.ts'

const FLAGS = [
  'reqd',
  'read_only',
  'unique',
  'no_copy',
  'allow_on_submit',
  'set_only_once',
  'search_index',
  'hidden',
  'is_virtual',
  'non_negative',
  'fetch_if_empty',
] as const

/** A DocType's description as API v2 answers it, as far as it is known here: identity, kind and fields. */
export function metaAnswer(site: SiteCore, doctype: string): Record<string, unknown> {
  const meta = site.meta(doctype)
  return {
    doctype: 'DocType',
    name: meta.name,
    issingle: meta.issingle ? 1 : 0,
    istable: meta.istable ? 1 : 0,
    is_submittable: meta.submittable ? 1 : 0,
    autoname: meta.autoname,
    title_field: meta.titleField ?? undefined,
    fields: meta.fields.map((field, index) => ({
      doctype: 'DocField',
      parent: meta.name,
      parentfield: 'fields',
      parenttype: 'DocType',
      idx: index + 1,
      fieldname: field.fieldname,
      label: field.label,
      fieldtype: field.fieldtype,
      options: field.options,
      default: field.default,
      fetch_from: field.fetch_from,
      depends_on: field.depends_on,
      mandatory_depends_on: field.mandatory_depends_on,
      length: Number(field.length ?? 0),
      ...Object.fromEntries(FLAGS.map((flag) => [flag, field[flag] === true ? 1 : 0])),
    })),
  }
}
