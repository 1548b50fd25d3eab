import type { Clock } from '#lib/clock'
import type { Doc, DocController, Message, Site } from './controller.ts'
import { type DefaultSources, setDefaults } from './defaults.ts'
import { deleteDoc } from './delete.ts'
import { insertDoc, saveDoc } from './document.ts'
import { isBlank, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Field, type Meta, standardMetas, withField } from './meta.ts'
import { metasOfVersion16 } from './meta-16.ts'
import { checkPermission, hasPermission } from './permissions.ts'
import { createRandomNames } from './random-names.ts'
import { controllers } from './registry.ts'
import { createSeries, expandSeries, type Series } from './series.ts'
import { ADMINISTRATOR, newSession, type Session } from './session.ts'
import { createSiteClock } from './site-clock.ts'
import { defaultConfig, type SiteConfig } from './site-config.ts'
import { storedForm } from './stored-form.ts'
import { createStore, type Store } from './store.ts'

/** A site with what only the frame uses. */
export interface SiteCore extends Site {
  readonly store: Store
  readonly series: Series
  readonly config: SiteConfig
  readonly session: Session
  /** API secrets are kept outside of the documents because reading a User does not show them. */
  setSecret(user: string, secret: string): void
  /** The user of an API key whose secret is this one. */
  userOfKey(key: string, secret: string): string | null
  /** Names of columns that a refused Custom Field left in the DocType's cache but not in the database. */
  readonly ghostColumns: Map<string, string>
  controllerOf(doctype: string): DocController
  defaultSources(): DefaultSources
  findMeta(doctype: string): Meta | undefined
  doctypes(): Iterable<string>
  addField(doctype: string, field: Field, insertAfter: string): void
  /** Runs a whole request as `user`: commits when it returns, rolls back when it throws. */
  request<T>(user: string, work: (session: Session) => T): T
}

export interface SiteOptions {
  readonly version: 15 | 16
  readonly clock: Clock
}

const NO_CONTROLLER: DocController = {}

export function createSite({ version, clock }: SiteOptions): SiteCore {
  const metas = new Map(version === 16 ? metasOfVersion16() : standardMetas())
  const findMeta = (doctype: string): Meta | undefined => metas.get(doctype)
  const store = createStore(findMeta)
  const series = createSeries()
  const randomName = createRandomNames()
  const secrets = new Map<string, string>()
  let session = newSession(ADMINISTRATOR)
  const single = (doctype: string): Readonly<Doc> => store.get(doctype, doctype) ?? { doctype, name: doctype, docstatus: 0 }
  const siteClock = createSiteClock(clock, () => text(single('System Settings'), 'time_zone') || 'UTC')

  const meta = (doctype: string): Meta => {
    const found = metas.get(doctype)
    if (found === undefined) throw new FrappeError('DoesNotExistError', `DocType ${doctype} not found`)
    return found
  }

  const read = (doctype: string, name: unknown): Readonly<Doc> | null => {
    if (isBlank(name)) return null
    return store.get(doctype, String(name)) ?? null
  }

  const exists = (doctype: string, name: unknown): boolean =>
    doctype === 'DocType' ? metas.has(String(name)) : read(doctype, name) !== null

  const get = (doctype: string, name: unknown): Doc => {
    const found = read(doctype, name)
    if (found === null) throw new FrappeError('DoesNotExistError', `${doctype} ${isBlank(name) ? 'None' : String(name)} not found`)
    return copyDoc(found, meta(doctype))
  }

  const defaultSources = (): DefaultSources => ({
    today: siteClock.today,
    now: siteClock.now,
    user: session.user,
    siteDefault: (fieldname) => siteDefault(fieldname, single),
    exists,
  })

  const create = (doctype: string, values: Readonly<Record<string, unknown>> = {}): Doc => {
    const doc: Doc = { doctype, name: '', docstatus: 0, ...values }
    setDefaults(doc, meta(doctype), defaultSources())
    return doc
  }

  const insertRaw = (doc: Doc): Doc => {
    const now = siteClock.now()
    doc['owner'] ??= session.user
    doc['modified_by'] ??= session.user
    doc['creation'] ??= now
    doc['modified'] ??= now
    if (isBlank(doc.name)) doc.name = randomName()
    for (const field of meta(doc.doctype).tables) {
      for (const [index, row] of ((doc[field.fieldname] as Doc[] | undefined) ?? []).entries()) {
        Object.assign(row, { doctype: field.options, docstatus: doc.docstatus, idx: index + 1, name: row.name || randomName() })
        Object.assign(row, { owner: doc['owner'], modified_by: doc['owner'], creation: doc['creation'], modified: doc['modified'] })
        Object.assign(row, { parent: doc.name, parentfield: field.fieldname, parenttype: doc.doctype })
      }
    }
    store.put(storedForm(doc, meta(doc.doctype), meta))
    return doc
  }

  const setSingle = (doctype: string, values: Readonly<Record<string, unknown>>): void => {
    const before = store.get(doctype, doctype)
    const base = before ?? { ...create(doctype), name: doctype, owner: ADMINISTRATOR, modified_by: ADMINISTRATOR }
    store.put(storedForm({ ...base, ...values, name: doctype, modified: siteClock.now() }, meta(doctype), meta))
  }

  const site: SiteCore = {
    version,
    store,
    series,
    config: defaultConfig(),
    setSecret: (user, secret) => void secrets.set(user, secret),
    userOfKey(key, secret) {
      const user = store.by('User', 'api_key', key)[0]
      return user !== undefined && user['api_key'] === key && secrets.get(user.name) === secret ? user.name : null
    },
    ghostColumns: new Map(),
    get session() {
      return session
    },
    get user() {
      return session.user
    },
    now: siteClock.now,
    today: siteClock.today,
    meta,
    findMeta,
    doctypes: () => metas.keys(),
    controllerOf: (doctype) => controllers[doctype] ?? NO_CONTROLLER,
    addField: (doctype, field, insertAfter) => void metas.set(doctype, withField(meta(doctype), field, insertAfter)),
    defaultSources,
    exists,
    read,
    get,
    value: (doctype, name, field) => read(doctype, name)?.[field] ?? null,
    all: (doctype) => store.all(doctype),
    findBy: (doctype, field, value) => (isBlank(value) ? [] : store.by(doctype, field, String(value))),
    single,
    create,
    insert: (doc, options = {}) => insertDoc(site, doc, options),
    save: (doc, options = {}) => saveDoc(site, doc, options),
    delete: (doctype, name, options = {}) => deleteDoc(site, doctype, name, options),
    setValue(doctype, name, values, options = {}) {
      const moved = options.updateModified === false ? {} : { modified: siteClock.now(), modified_by: session.user }
      store.patch(doctype, name, { ...moved, ...values })
    },
    insertRaw,
    removeRaw: (doctype, name) => store.remove(doctype, name),
    setSingle,
    nextInSeries: (prefix) => series.next(prefix),
    nameFromSeries: (pattern, doc) => expandSeries(pattern, doc, siteClock.today(), series.next),
    randomName,
    message: (message: Message) => void session.messages.push(message),
    hasPermission: (doctype, right, doc) => hasPermission(site, doctype, right, doc),
    checkPermission: (doctype, right, doc) => checkPermission(site, doctype, right, doc),
    request(user, work) {
      const outer = session
      session = newSession(user)
      try {
        const result = work(session)
        store.commit()
        series.commit()
        return result
      } catch (error) {
        store.rollback()
        series.rollback()
        throw error
      } finally {
        session = outer
      }
    },
  }
  return site
}

/** Defaults that every new document of a site takes by field name. */
function siteDefault(fieldname: string, single: (doctype: string) => Readonly<Doc>): unknown {
  const globals = single('Global Defaults')
  if (fieldname === 'company') return globals['default_company']
  if (fieldname === 'currency') return globals['default_currency']
  if (fieldname === 'country') return globals['country']
  if (fieldname === 'stock_uom') return single('Stock Settings')['stock_uom']
  if (fieldname === 'selling_price_list' || fieldname === 'customer_group' || fieldname === 'territory') return single('Selling Settings')[fieldname]
  if (fieldname === 'language') return single('System Settings')['language']
  return undefined
}

function copyDoc(doc: Readonly<Doc>, meta: Meta): Doc {
  const copy: Doc = { ...doc }
  for (const field of meta.tables) {
    copy[field.fieldname] = ((doc[field.fieldname] as Doc[] | undefined) ?? []).map((row) => ({ ...row }))
  }
  return copy
}
