import { checkConstants, checkFields } from './checks.ts'
import type { Doc, DocController, DocStatus, Life, Row, SaveOptions } from './controller.ts'
import { checkWrittenLinks, writeDoc } from './database.ts'
import { setDefaults } from './defaults.ts'
import { isBlank, rows, toInt } from './fields.ts'
import { FrappeError, type FrappeErrorOptions } from './frappe-error.ts'
import { checkLinks } from './links.ts'
import { nameDoc } from './naming.ts'
import { sanitizeTexts } from './sanitize.ts'
import type { SiteCore } from './site.ts'
import { castNumbers } from './stored-form.ts'
import { checkUpdateAfterSubmit } from './update-after-submit.ts'
import type { DocEvent } from './webhooks/queue.ts'

type HookName = Exclude<keyof DocController, 'methods' | 'autoname' | 'onload' | 'beforeRename' | 'afterRename'>

/** Inserts a new document; with `docstatus` 1 it is submitted in the same go. Completes `doc` in place. */
export function insertDoc(site: SiteCore, doc: Doc, options: SaveOptions): Doc {
  const meta = site.meta(doc.doctype)
  const now = site.now()
  prepare(site, doc, true)
  stamp(doc, site, now, null)
  const action = startAction(site, doc, 0, options)
  const life: Life = { isNew: true, before: null, action }
  if (options.ignorePermissions !== true) site.checkPermission(doc.doctype, 'create', { ...doc, name: '' })
  run(site, 'beforeInsert', doc, life)
  doc.name = options.setName ?? nameDoc(site, doc)
  syncNamingField(doc, meta.autoname)
  setParents(site, doc)
  beforeSave(site, doc, life)
  if (options.ignoreLinks !== true) checkLinks(doc, site)
  checkFields(doc, site, options)
  sanitizeTexts(doc, meta, site.meta)
  spread(site, doc, now)
  if (meta.issingle) site.setSingle(doc.doctype, doc)
  else writeDoc(site, doc, true)
  site.webhooks.begin(doc)
  run(site, 'afterInsert', doc, life)
  site.heard('after_insert', doc)
  afterSave(site, doc, life)
  site.webhooks.end(doc)
  return doc
}

/** A DocType that is named by a field keeps that field equal to the name. */
function syncNamingField(doc: Doc, autoname: string): void {
  if (autoname.startsWith('field:')) doc[autoname.slice('field:'.length)] = doc.name
}

/** Saves a changed copy of a stored document; its `docstatus` says whether that submits or cancels. */
export function saveDoc(site: SiteCore, doc: Doc, options: SaveOptions): Doc {
  const before = site.read(doc.doctype, doc.name)
  if (before === null) throw new FrappeError('DoesNotExistError', `${doc.doctype} ${doc.name} not found`)
  prepare(site, doc, false)
  if (options.ignorePermissions !== true) site.checkPermission(doc.doctype, 'write', doc)
  const now = site.now()
  checkTimestamp(doc, before, now)
  stamp(doc, site, now, before)
  const action = startAction(site, doc, before.docstatus, options)
  const life: Life = { isNew: false, before, action }
  setParents(site, doc)
  beforeSave(site, doc, life)
  if (action !== 'cancel') {
    if (options.ignoreLinks !== true) checkLinks(doc, site)
    checkFields(doc, site, options)
    checkConstants(doc, before, site)
    sanitizeTexts(doc, site.meta(doc.doctype), site.meta)
  }
  if (action === 'updateAfterSubmit') checkUpdateAfterSubmit(doc, before, site)
  spread(site, doc, now)
  if (site.meta(doc.doctype).issingle) site.setSingle(doc.doctype, doc)
  else writeDoc(site, doc, false)
  afterSave(site, doc, life)
  return doc
}

function prepare(site: SiteCore, doc: Doc, isNew: boolean): void {
  const meta = site.meta(doc.doctype)
  // The site's defaults are for documents; a line takes its unit from its item.
  const rowSources = { ...site.defaultSources(), siteDefault: () => undefined }
  const state = toInt(doc.docstatus)
  doc.docstatus = (state === 1 || state === 2 ? state : 0) satisfies DocStatus
  if (isNew) Object.assign(doc, site.create(doc.doctype, doc))
  castNumbers(doc, meta, false)
  for (const table of meta.tables) {
    const child = site.meta(table.options ?? '')
    const given = asRows(doc[table.fieldname], table.fieldname)
    // Rows of a new document are completed too, and whoever sent them may send them to another site.
    const list = isNew ? given.map((row) => ({ ...row })) : given
    doc[table.fieldname] = list
    for (const [index, row] of list.entries()) {
      row.doctype = table.options ?? ''
      if (isNew) setDefaults(row, child, rowSources)
      if (isNew || isBlank(row.name)) row['__unsaved'] = 1
      castNumbers(row, child, false)
      row['idx'] ??= index + 1
      if (row['idx'] === 0) row['idx'] = index + 1
    }
  }
}

function asRows(value: unknown, fieldname: string): Row[] {
  if (value === undefined || value === null || value === '') return []
  if (!Array.isArray(value))
    throw new FrappeError('TypeError', `'${typeof value}' object is not iterable (${fieldname})`, {
      module: '',
      show: false,
    })
  return value.map((row: unknown) => row as Row)
}

function stamp(doc: Doc, site: SiteCore, now: string, before: Readonly<Doc> | null): void {
  doc['modified'] = now
  doc['modified_by'] = site.user
  doc['creation'] = before === null ? now : before['creation']
  doc['owner'] = before === null ? site.user : before['owner']
  doc['idx'] ??= 0
  for (const table of site.meta(doc.doctype).tables) {
    for (const row of rows(doc, table.fieldname)) {
      row['modified'] = now
      row['modified_by'] = site.user
      if (isBlank(row['owner'])) row['owner'] = site.user
      if (isBlank(row['creation'])) row['creation'] = now
    }
  }
}

/** Rows that a hook added get their name, place and time stamps. */
function spread(site: SiteCore, doc: Doc, now: string): void {
  for (const table of site.meta(doc.doctype).tables) {
    const child = site.meta(table.options ?? '')
    for (const [index, row] of rows(doc, table.fieldname).entries()) {
      row.doctype = child.name
      row['idx'] = index + 1
      if (isBlank(row.name)) row.name = site.randomName()
      if (isBlank(row['owner'])) row['owner'] = site.user
      if (isBlank(row['creation'])) row['creation'] = now
      row['modified'] ??= now
      row['modified_by'] ??= site.user
      castNumbers(row, child, true)
    }
  }
  castNumbers(doc, site.meta(doc.doctype), true)
  setParents(site, doc)
}

function setParents(site: SiteCore, doc: Doc): void {
  for (const table of site.meta(doc.doctype).tables) {
    for (const row of rows(doc, table.fieldname)) {
      row['parent'] = doc.name
      row['parentfield'] = table.fieldname
      row['parenttype'] = doc.doctype
      row.docstatus = doc.docstatus
      if (isBlank(row.name)) row.name = site.randomName()
    }
  }
}

const STATUS_TEXT = ['0 (Draft)', '1 (Submitted)', '2 (Cancelled)'] as const

function startAction(site: SiteCore, doc: Doc, from: DocStatus, options: SaveOptions): Life['action'] {
  const to = doc.docstatus
  const permit = (right: string): void => {
    if (options.ignorePermissions !== true) site.checkPermission(doc.doctype, right, doc)
  }
  if (from === 2) throw new FrappeError('ValidationError', 'Cannot edit cancelled document', { show: false })
  if (from === 0 && to === 0) return 'save'
  if (from === 0 && to === 1) {
    if (!site.meta(doc.doctype).submittable) throw transition(from, to)
    permit('submit')
    return 'submit'
  }
  if (from === 1 && to === 1) {
    permit('submit')
    return 'updateAfterSubmit'
  }
  if (from === 1 && to === 2) {
    permit('cancel')
    return 'cancel'
  }
  throw transition(from, to)
}

function transition(from: DocStatus, to: DocStatus): FrappeError {
  return new FrappeError(
    'DocstatusTransitionError',
    `Cannot change docstatus from ${STATUS_TEXT[from]} to ${STATUS_TEXT[to]}`,
    {
      show: false,
    } satisfies FrappeErrorOptions,
  )
}

function checkTimestamp(doc: Doc, before: Readonly<Doc>, now: string): void {
  const known = doc['modified']
  if (isBlank(known) || String(known) === before['modified']) return
  throw new FrappeError(
    'TimestampMismatchError',
    `Error: Document has been modified after you have opened it (${String(before['modified'])}, ${now}). Please refresh to get the latest document.`,
  )
}

function beforeSave(site: SiteCore, doc: Doc, life: Life): void {
  if (life.action === 'save') {
    run(site, 'validate', doc, life)
    run(site, 'beforeSave', doc, life)
  } else if (life.action === 'submit') {
    run(site, 'validate', doc, life)
    run(site, 'beforeSubmit', doc, life)
  } else if (life.action === 'cancel') {
    run(site, 'beforeCancel', doc, life)
  } else run(site, 'beforeUpdateAfterSubmit', doc, life)
}

function afterSave(site: SiteCore, doc: Doc, life: Life): void {
  if (life.action === 'save' || life.action === 'submit') tell(site, 'onUpdate', 'on_update', doc, life)
  if (life.action === 'submit') tell(site, 'onSubmit', 'on_submit', doc, life)
  if (life.action === 'cancel') {
    tell(site, 'onCancel', 'on_cancel', doc, life)
    checkWrittenLinks(site, doc)
  }
  if (life.action === 'updateAfterSubmit') tell(site, 'onUpdateAfterSubmit', 'on_update_after_submit', doc, life)
  site.heard('on_change', doc)
}

function tell(site: SiteCore, hook: HookName, event: DocEvent, doc: Doc, life: Life): void {
  run(site, hook, doc, life)
  site.heard(event, doc)
}

/** Runs one hook; an error that comes out of ERPNext's code is marked as such. */
export function run(site: SiteCore, hook: HookName, doc: Doc, life: Life): void {
  const work = site.controllerOf(doc.doctype)[hook]
  if (work === undefined) return
  inApp(site.meta(doc.doctype).app, () => work(doc, site, life))
}

/** The answer names the app whose code an error passed through. */
export function inApp<T>(app: 'erpnext' | 'frappe', work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (app === 'erpnext' && error instanceof FrappeError) error.source = 'erpnext'
    throw error
  }
}
