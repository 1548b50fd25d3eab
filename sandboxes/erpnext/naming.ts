import type { Doc } from './controller.ts'
import { isBlank, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import type { SiteCore } from './site.ts'

/** The name of a new document: an amendment's, the controller's, or by the DocType's rule. A name that was sent counts only for `Prompt`. */
export function nameDoc(site: SiteCore, doc: Doc): string {
  const meta = site.meta(doc.doctype)
  if (meta.issingle) return doc.doctype
  const name = amendedName(doc) ?? ownName(site, doc) ?? ruleName(site, doc, meta.autoname)
  return checkedName(name, doc)
}

function ownName(site: SiteCore, doc: Doc): string | undefined {
  const { autoname } = site.controllerOf(doc.doctype)
  if (autoname === undefined) return undefined
  try {
    return autoname(doc, site)
  } catch (error) {
    if (error instanceof FrappeError && site.meta(doc.doctype).app === 'erpnext') error.source = 'erpnext'
    throw error
  }
}

/** `SAL-ORD-2026-00012` → `SAL-ORD-2026-00012-1` → `SAL-ORD-2026-00012-2`. */
function amendedName(doc: Doc): string | undefined {
  const from = text(doc, 'amended_from')
  if (from === '') return undefined
  const match = /^(.*)-(\d+)$/.exec(from)
  // A name that itself is an amendment ends in a short counter; a series number has leading zeros or four digits and more.
  const counter = match?.[2] ?? ''
  if (match !== null && counter.length < 4 && !counter.startsWith('0'))
    return `${match[1] ?? ''}-${Number(counter) + 1}`
  return `${from}-1`
}

function ruleName(site: SiteCore, doc: Doc, rule: string): string {
  if (rule.startsWith('field:')) return fieldName(site, doc, rule.slice('field:'.length))
  if (rule === 'naming_series:' || rule.startsWith('naming_series')) {
    const series = text(doc, 'naming_series')
    if (series === '') throw new FrappeError('ValidationError', 'Naming Series is mandatory')
    return site.nameFromSeries(series, doc)
  }
  if (rule.toLowerCase() === 'prompt') {
    if (isBlank(doc.name)) throw new FrappeError('ValidationError', 'Please set the document name')
    return doc.name
  }
  if (rule.startsWith('format:')) {
    return rule.slice('format:'.length).replaceAll(/\{([^}]+)\}/g, (_, field: string) => text(doc, field))
  }
  return rule.includes('#') ? site.nameFromSeries(rule, doc) : site.randomName()
}

function fieldName(site: SiteCore, doc: Doc, fieldname: string): string {
  const value = text(doc, fieldname).trim()
  if (value === '') {
    throw new FrappeError(
      'ValidationError',
      `${site.meta(doc.doctype).byName.get(fieldname)?.label ?? fieldname} is required`,
    )
  }
  doc[fieldname] = value
  return value
}

function checkedName(given: string, doc: Doc): string {
  const name = given.trim()
  if (name === '') throw new FrappeError('ValidationError', `No Name Specified for ${doc.doctype}`)
  if (/[<>]/.test(name)) throw new FrappeError('NameError', "Name cannot contain special characters like '<', '>'")
  return name
}

/** The first free of `name`, `name-1`, `name-2` … (`append_number_if_name_exists`). */
export function freeName(exists: (name: string) => boolean, name: string, separator: string): string {
  if (!exists(name)) return name
  for (let count = 1; ; count += 1) {
    const candidate = `${name}${separator}${count}`
    if (!exists(candidate)) return candidate
  }
}
