import type { Doc, Site } from './controller.ts'
import { isBlank, rows, text, toFloat } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Field, type Meta, TABLE_TYPES } from './meta.ts'

const EMAIL = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\]+$/
const PHONE = /^([0-9 +_\-,.*#()]){1,20}$/
const SHORT_TYPES: ReadonlySet<string> = new Set([
  'Data',
  'Link',
  'Dynamic Link',
  'Password',
  'Select',
  'Read Only',
  'Barcode',
  'Phone',
])
const DEFAULT_LENGTH = 140

interface Part {
  readonly doc: Doc
  readonly meta: Meta
}

function parts(doc: Doc, site: Site): Part[] {
  const meta = site.meta(doc.doctype)
  const found: Part[] = [{ doc, meta }]
  for (const field of meta.tables) {
    const child = site.meta(field.options ?? '')
    for (const row of rows(doc, field.fieldname)) found.push({ doc: row, meta: child })
  }
  return found
}

/** Every check of the framework on field values, in its order: mandatory, formats, choices, sign, length. */
export function checkFields(doc: Doc, site: Site, options: { readonly ignoreMandatory?: boolean }): void {
  const all = parts(doc, site)
  if (options.ignoreMandatory !== true) checkMandatory(doc, all, site)
  for (const part of all) checkFormats(part)
  for (const part of all) checkChoices(part)
  for (const part of all) checkSign(part)
  for (const part of all) checkLength(part)
  for (const part of all) maskPasswords(part)
}

function checkMandatory(doc: Doc, all: readonly Part[], site: Site): void {
  const missing: string[] = []
  for (const part of all) {
    for (const field of part.meta.fields) {
      if (field.reqd !== true || !isMissing(part.doc, field)) continue
      missing.push(field.fieldname)
      site.message({ message: missingText(part, field) })
    }
  }
  if (missing.length === 0) return
  throw new FrappeError('MandatoryError', `[${doc.doctype}, ${doc.name}]: ${missing.join(', ')}`, { show: false })
}

function isMissing(doc: Doc, field: Field): boolean {
  const value = doc[field.fieldname]
  if (TABLE_TYPES.has(field.fieldtype)) return rows(doc, field.fieldname).length === 0
  if (typeof value === 'number') return false
  if (field.fieldtype === 'Text Editor' && typeof value === 'string')
    return value.replaceAll(/<[^>]*>/g, '').trim() === ''
  return isBlank(value) || (typeof value === 'string' && value.trim() === '')
}

function missingText({ doc, meta }: Part, field: Field): string {
  if (TABLE_TYPES.has(field.fieldtype)) return `Error: Data missing in table: ${field.label}`
  if (meta.istable)
    return `Error: <strong>${meta.name}</strong> Row #${text(doc, 'idx')}: Value missing for: ${field.label}`
  return `Error: Value missing for ${meta.name}: ${field.label}`
}

function checkFormats({ doc, meta }: Part): void {
  for (const field of meta.fields) {
    if (field.fieldtype !== 'Data' || field.options === undefined) continue
    const value = text(doc, field.fieldname)
    if (value === '') continue
    if (field.options === 'Email') checkEmail(value)
    if (field.options === 'Phone') checkPhone(value)
  }
}

export function checkEmail(value: string): void {
  if (!EMAIL.test(value.trim()))
    throw new FrappeError('InvalidEmailAddressError', `${value} is not a valid Email Address`)
}

export function checkPhone(value: string): void {
  if (!PHONE.test(value.trim()))
    throw new FrappeError('InvalidPhoneNumberError', `${value} is not a valid Phone Number`)
}

function checkChoices({ doc, meta }: Part): void {
  for (const field of meta.fields) {
    if (field.fieldtype !== 'Select' || field.fieldname === 'naming_series' || !field.options) continue
    const value = doc[field.fieldname]
    if (isBlank(value)) continue
    const given = String(value).trim()
    const choices = field.options.split('\n')
    if (choices.filter((one) => one !== '').length === 0) continue
    if (choices.includes(given)) continue
    const offered = choices
      .map((one) => `"${one}"`)
      .filter((one) => one !== '""')
      .join(', ')
    const prefix = meta.istable ? `Row #${text(doc, 'idx')}:` : ''
    throw new FrappeError(
      'ValidationError',
      `${prefix} ${field.label} cannot be "${given}". It should be one of ${offered}`,
    )
  }
}

function checkSign({ doc, meta }: Part): void {
  for (const field of meta.fields) {
    if (field.non_negative !== true || toFloat(doc[field.fieldname]) >= 0) continue
    const prefix = meta.istable ? `Row #${text(doc, 'idx')}: ` : `Value of `
    throw new FrappeError('NonNegativeError', `${prefix}<strong>${field.label}</strong> cannot be negative`)
  }
}

/** Passwords are kept elsewhere; the document only shows how long they are. */
function maskPasswords({ doc, meta }: Part): void {
  for (const field of meta.fields) {
    const value = doc[field.fieldname]
    if (field.fieldtype === 'Password' && typeof value === 'string') doc[field.fieldname] = '*'.repeat(value.length)
  }
}

/** Fields that are set once keep their first value. */
export function checkConstants(doc: Readonly<Doc>, before: Readonly<Doc>, site: Site): void {
  for (const field of site.meta(doc.doctype).fields) {
    if (field.set_only_once !== true || isBlank(before[field.fieldname])) continue
    if (String(before[field.fieldname]) === text(doc, field.fieldname)) continue
    throw new FrappeError('CannotChangeConstantError', `Value cannot be changed for <strong>${field.label}</strong>`)
  }
}

function checkLength({ doc, meta }: Part): void {
  for (const field of meta.fields) {
    if (!SHORT_TYPES.has(field.fieldtype)) continue
    const value = doc[field.fieldname]
    const max = Number(field.length ?? DEFAULT_LENGTH)
    if (typeof value !== 'string' || [...value].length <= max) continue
    const where = meta.istable ? `Row #${text(doc, 'idx')}` : `${meta.name} ${doc.name}`
    throw new FrappeError(
      'CharacterLengthExceededError',
      `${where}: '<strong>${field.label}</strong>' (${value}) will get truncated, as max characters allowed is ${max}`,
      { title: 'Value too big' },
    )
  }
}
