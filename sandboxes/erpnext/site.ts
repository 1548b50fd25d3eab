import type { Clock } from '#lib/clock'
import type { Doc, DocController, Message, Site } from './controller.ts'
import { type DefaultSources, setDefaults } from './defaults.ts'
import { deleteDoc } from './delete.ts'
import { insertDoc, saveDoc } from './document.ts'
import { isBlank, text } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { type Field, type Meta, standardMetas, withField, withoutField } from './meta.ts'
import { metasOfVersion16 } from './meta-16.ts'
import { checkPermission, hasPermission } from './permissions.ts'
import { createRandomNames } from './random-names.ts'
import { controllers } from './registry.ts'
import { createSeries, expandSeries, type Series } from './series.ts'
import { ADMINISTRATOR, newSession, type Session } from './session.ts'
import { createSiteClock, type SiteClock } from './site-clock.ts'
import { defaultConfig, type SiteConfig } from './site-config.ts'
import { storedForm } from './stored-form.ts'
import { createStore, type Store } from './store.ts'
import { createWebhookQueue, type DocEvent, type WebhookJob, type WebhookQueue } from './webhooks/queue.ts'

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
  /** Values of Password fields, one per document, kept outside of it because reading shows only stars. */
  setPassword(doctype: string, name: string, password: string): void
  password(doctype: string, name: string): string | null
  /** Something happened to a document: webhooks that wait for it are sent when the transaction is committed. */
  heard(event: DocEvent, doc: Readonly<Doc>): void
  readonly webhooks: WebhookQueue
  /** Ends the transaction of the running request and begins another one. */
  commit(): void
  /** Names of columns that a refused Custom Field left in the DocType's cache but not in the database. */
  readonly ghostColumns: Map<string, string>
  controllerOf(doctype: string): DocController
  defaultSources(): DefaultSources
  findMeta(doctype: string): Meta | undefined
  doctypes(): Iterable<string>
  addField(doctype: string, field: Field, insertAfter: string): void
  removeField(doctype: string, fieldname: string): void
  /** Runs a whole request as `user`: commits when it returns, rolls back when it throws. */
  request<T>(user: string, work: (session: Session) => T): T
}

export interface SiteOptions {
  readonly version: 15 | 16
  readonly clock: Clock
  /** Takes the webhooks of each committed transaction. */
  readonly enqueue?: (site: SiteCore, jobs: readonly WebhookJob[]) => void
}

const NO_CONTROLLER: DocController = {}

/** Everything of a site that its functions share. */
interface State {
  readonly version: 15 | 16
  readonly metas: Map<string, Meta>
  readonly store: Store
  readonly series: Series
  readonly clock: SiteClock
  readonly randomName: () => string
  readonly secrets: Map<string, string>
  readonly webhooks: WebhookQueue
  readonly config: SiteConfig
  session: Session
}

export function createSite({ version, clock, enqueue }: SiteOptions): SiteCore {
  const metas = new Map(version === 16 ? metasOfVersion16() : standardMetas())
  const store = createStore((doctype) => metas.get(doctype))
  const zone = (): string => text(singleOf(store, 'System Settings'), 'time_zone') || 'UTC'
  const state: State = {
    version,
    metas,
    store,
    series: createSeries(),
    clock: createSiteClock(clock, zone),
    randomName: createRandomNames(),
    secrets: new Map(),
    webhooks: createWebhookQueue(store),
    config: defaultConfig(),
    session: newSession(ADMINISTRATOR),
  }
  const site: SiteCore = {
    ...facts(state),
    ...reading(state),
    ...making(state),
    ...rawWriting(state),
    get session() {
      return state.session
    },
    get user() {
      return state.session.user
    },
    insert: (doc, options = {}) => insertDoc(site, doc, options),
    save: (doc, options = {}) => saveDoc(site, doc, options),
    delete: (doctype, name, options = {}) => deleteDoc(site, doctype, name, options),
    hasPermission: (doctype, right, doc) => hasPermission(site, doctype, right, doc),
    checkPermission: (doctype, right, doc) => checkPermission(site, doctype, right, doc),
    commit() {
      state.store.commit()
      state.series.commit()
      const jobs = state.webhooks.take()
      if (jobs.length > 0) enqueue?.(site, jobs)
    },
    request: (user, work) => runRequest(state, user, work, site.commit),
  }
  return site
}

function singleOf(store: Store, doctype: string): Readonly<Doc> {
  return store.get(doctype, doctype) ?? { doctype, name: doctype, docstatus: 0 }
}

function facts(state: State) {
  const { version, store, series, clock, metas, secrets, webhooks, config } = state
  return {
    version,
    store,
    series,
    config,
    webhooks,
    heard: (event: DocEvent, doc: Readonly<Doc>) => hear(state, event, doc),
    setPassword: (doctype: string, name: string, password: string) => void secrets.set(`${doctype}\n${name}`, password),
    password: (doctype: string, name: string) => secrets.get(`${doctype}\n${name}`) ?? null,
    ghostColumns: new Map<string, string>(),
    now: clock.now,
    today: clock.today,
    meta: (doctype: string) => metaOf(state, doctype),
    findMeta: (doctype: string) => metas.get(doctype),
    doctypes: () => metas.keys(),
    controllerOf: (doctype: string) => controllers[doctype] ?? NO_CONTROLLER,
    addField: (doctype: string, field: Field, insertAfter: string) =>
      void metas.set(doctype, withField(metaOf(state, doctype), field, insertAfter)),
    removeField: (doctype: string, fieldname: string) =>
      void metas.set(doctype, withoutField(metaOf(state, doctype), fieldname)),
    setSecret: (user: string, secret: string) => void secrets.set(user, secret),
    userOfKey(key: string, secret: string) {
      const user = store.by('User', 'api_key', key)[0]
      return user !== undefined && user['api_key'] === key && secrets.get(user.name) === secret ? user.name : null
    },
    message: (message: Message) => void state.session.messages.push(message),
  }
}

function hear({ webhooks, config, session }: State, event: DocEvent, doc: Readonly<Doc>): void {
  if (event === 'on_update_after_submit' && !config.webhooksAfterSubmit) return
  webhooks.hear(event, doc, session.user)
}

function metaOf({ metas }: State, doctype: string): Meta {
  const found = metas.get(doctype)
  if (found === undefined) throw new FrappeError('DoesNotExistError', `DocType ${doctype} not found`)
  return found
}

function read({ store }: State, doctype: string, name: unknown): Readonly<Doc> | null {
  return isBlank(name) ? null : (store.get(doctype, String(name)) ?? null)
}

function reading(state: State) {
  const { store, metas } = state
  return {
    exists: (doctype: string, name: unknown) =>
      doctype === 'DocType' ? metas.has(String(name)) : read(state, doctype, name) !== null,
    read: (doctype: string, name: unknown) => read(state, doctype, name),
    get(doctype: string, name: unknown): Doc {
      const found = read(state, doctype, name)
      if (found === null)
        throw new FrappeError('DoesNotExistError', `${doctype} ${isBlank(name) ? 'None' : String(name)} not found`)
      return copyDoc(found, metaOf(state, doctype))
    },
    value: (doctype: string, name: unknown, field: string) => read(state, doctype, name)?.[field] ?? null,
    all: (doctype: string) => store.all(doctype),
    findBy: (doctype: string, field: string, value: unknown) =>
      isBlank(value) ? [] : store.by(doctype, field, String(value)),
    single: (doctype: string) => singleOf(store, doctype),
  }
}

function defaultSources(state: State): DefaultSources {
  return {
    today: state.clock.today,
    now: state.clock.now,
    user: state.session.user,
    siteDefault: (fieldname) => siteDefault(fieldname, (doctype) => singleOf(state.store, doctype)),
    exists: (doctype, name) => read(state, doctype, name) !== null,
  }
}

function create(state: State, doctype: string, values: Readonly<Record<string, unknown>> = {}): Doc {
  const doc: Doc = { doctype, name: '', docstatus: 0, ...values }
  setDefaults(doc, metaOf(state, doctype), defaultSources(state))
  return doc
}

function making(state: State) {
  return {
    defaultSources: () => defaultSources(state),
    create: (doctype: string, values?: Readonly<Record<string, unknown>>) => create(state, doctype, values),
    nextInSeries: (prefix: string) => state.series.next(prefix),
    nameFromSeries: (pattern: string, doc: Readonly<Doc>) =>
      expandSeries(pattern, doc, state.clock.today(), state.series.next),
    randomName: state.randomName,
  }
}

function rawWriting(state: State) {
  const { store, clock } = state
  return {
    setValue(
      doctype: string,
      name: string,
      values: Readonly<Record<string, unknown>>,
      options: { readonly updateModified?: boolean } = {},
    ): void {
      const moved = options.updateModified === false ? {} : { modified: clock.now(), modified_by: state.session.user }
      store.patch(doctype, name, { ...moved, ...values })
      const changed = store.get(doctype, name)
      if (changed !== undefined && options.updateModified !== false && !isSilent(metaOf(state, doctype)))
        hear(state, 'on_change', changed)
    },
    insertRaw: (doc: Doc) => insertRaw(state, doc),
    removeRaw: (doctype: string, name: string) => store.remove(doctype, name),
    setSingle(doctype: string, values: Readonly<Record<string, unknown>>): void {
      const fresh = (): Doc => ({
        ...create(state, doctype),
        name: doctype,
        owner: ADMINISTRATOR,
        modified_by: ADMINISTRATOR,
      })
      const base = store.get(doctype, doctype) ?? fresh()
      const doc = { ...base, ...values, name: doctype, modified: values['modified'] ?? clock.now() }
      store.put(storedForm(doc, metaOf(state, doctype), (name) => metaOf(state, name)))
    },
  }
}

/** Written by plain SQL: nobody hears of it. */
const SILENT: ReadonlySet<string> = new Set(['Bin', 'Stock Ledger Entry', 'GL Entry', 'Payment Ledger Entry'])
const isSilent = (meta: Meta): boolean => meta.istable || SILENT.has(meta.name)

function insertRaw(state: State, doc: Doc): Doc {
  const now = state.clock.now()
  const { user } = state.session
  doc['owner'] ??= user
  doc['modified_by'] ??= user
  doc['creation'] ??= now
  doc['modified'] ??= now
  if (isBlank(doc.name)) doc.name = state.randomName()
  const stamps = {
    owner: doc['owner'],
    modified_by: doc['owner'],
    creation: doc['creation'],
    modified: doc['modified'],
  }
  for (const { fieldname, options } of metaOf(state, doc.doctype).tables) {
    for (const [index, row] of ((doc[fieldname] as Doc[] | undefined) ?? []).entries()) {
      Object.assign(
        row,
        { doctype: options, docstatus: doc.docstatus, idx: index + 1, name: row.name || state.randomName() },
        stamps,
      )
      Object.assign(row, { parent: doc.name, parentfield: fieldname, parenttype: doc.doctype })
    }
  }
  state.store.put(storedForm(doc, metaOf(state, doc.doctype), (name) => metaOf(state, name)))
  // A new Bin and the lines of ledgers are inserted as documents; what moves a Bin later is not told.
  if (SILENT.has(doc.doctype)) for (const event of ['after_insert', 'on_update'] as const) hear(state, event, doc)
  return doc
}

function runRequest<T>(state: State, user: string, work: (session: Session) => T, commit: () => void): T {
  const outer = state.session
  state.session = newSession(user)
  // What a test changed between two requests stands, also when this one is taken back.
  state.store.commit()
  state.series.commit()
  try {
    const result = work(state.session)
    commit()
    return result
  } catch (error) {
    state.webhooks.clear()
    state.store.rollback()
    state.series.rollback()
    throw error
  } finally {
    state.session = outer
  }
}

/** Defaults that every new document of a site takes by field name. */
function siteDefault(fieldname: string, single: (doctype: string) => Readonly<Doc>): unknown {
  const globals = single('Global Defaults')
  if (fieldname === 'company') return globals['default_company']
  if (fieldname === 'currency') return globals['default_currency']
  if (fieldname === 'country') return globals['country']
  if (fieldname === 'stock_uom') return single('Stock Settings')['stock_uom']
  if (fieldname === 'selling_price_list' || fieldname === 'customer_group' || fieldname === 'territory')
    return single('Selling Settings')[fieldname]
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
