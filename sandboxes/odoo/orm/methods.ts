import { accessError } from '#sandboxes/odoo/errors'
import { copyRecord } from './copy.ts'
import { type Env, fieldsOf, type Method, modelOf, type Values } from './env.ts'
import { load } from './load.ts'
import { readGroup } from './read-group.ts'
import { displayName, readRecords } from './read.ts'
import { createRecord, deleteRecords, writeRecords } from './records.ts'
import { search, type SearchOptions } from './search.ts'
import { webSave } from './web-save.ts'

/** Methods that every model has. */
export function genericMethods(model: string): Readonly<Record<string, Method>> {
  return { ...reading(model), ...writing(model), ...describing(model) }
}

const options = (args: Values): SearchOptions => ({
  offset: Number(args['offset'] ?? 0),
  limit: typeof args['limit'] === 'number' ? args['limit'] : null,
  order: typeof args['order'] === 'string' && args['order'] !== '' ? args['order'] : null,
})

const names = (value: unknown): readonly string[] | null => (Array.isArray(value) ? (value as string[]) : null)

function reading(model: string): Readonly<Record<string, Method>> {
  return {
    search: {
      params: ['domain', 'offset?', 'limit?', 'order?'],
      onModel: true,
      run: (env, _ids, args) => search(env, model, args['domain'], options(args)),
    },
    search_count: {
      params: ['domain', 'limit?'],
      onModel: true,
      run: (env, _ids, args) => search(env, model, args['domain'], { ...options(args), order: 'id' }).length,
    },
    search_read: {
      params: ['domain?', 'fields?', 'offset?', 'limit?', 'order?', 'load?'],
      onModel: true,
      run: (env, _ids, args) =>
        readRecords(
          env,
          model,
          search(env, model, args['domain'] ?? [], options(args)),
          names(args['fields']),
          args['load'] === null || args['load'] === false,
        ),
    },
    read: {
      params: ['fields?', 'load?'],
      run: (env, ids, args) =>
        readRecords(env, model, ids, names(args['fields']), args['load'] === null || args['load'] === false),
    },
    read_group: {
      params: ['domain', 'fields', 'groupby', 'offset?', 'limit?', 'orderby?', 'lazy?'],
      onModel: true,
      run: (env, _ids, args) => readGroup(env, model, args),
    },
    exists: { params: [], run: (env, ids) => ids.filter((id) => env.site.db.get(model, id) !== undefined) },
    name_search: {
      params: ['name?', 'args?', 'operator?', 'limit?'],
      onModel: true,
      run: (env, _ids, args) => nameSearch(env, model, args),
    },
  }
}

function nameSearch(env: Env, model: string, args: Values): unknown {
  const text = String(args['name'] ?? '').toLowerCase()
  const found = search(env, model, args['args'] ?? args['domain'] ?? [])
  const named = found.map((id) => [id, displayName(env, model, id)] as const)
  return named.filter(([, name]) => name.toLowerCase().includes(text)).slice(0, Number(args['limit'] ?? 100))
}

function writing(model: string): Readonly<Record<string, Method>> {
  return {
    create: {
      params: ['vals_list'],
      onModel: true,
      run(env, _ids, args) {
        const given = args['vals_list']
        if (Array.isArray(given)) return (given as Values[]).map((values) => createRecord(env, model, values, 'caller'))
        return createRecord(env, model, given as Values, 'caller')
      },
    },
    write: {
      params: ['vals'],
      run(env, ids, args) {
        writeRecords(env, model, ids, args['vals'] as Values)
        return true
      },
    },
    web_save: webSave(model),
    unlink: {
      params: [],
      run(env, ids) {
        if (model === 'stock.quant')
          throw accessError(
            "You are not allowed to delete 'Quants' (stock.quant) records.\n\nNo group currently allows this operation.\n\nContact your administrator to request access if necessary.",
          )
        deleteRecords(env, model, ids)
        return true
      },
    },
    copy: {
      params: ['default?'],
      run(env, ids, args) {
        const copies = ids.map((id) => copyRecord(env, model, id, (args['default'] ?? {}) as Values))
        return env.site.version <= 17 ? copies[0] : copies
      },
    },
    load: {
      params: ['fields', 'data'],
      onModel: true,
      run: (env, _ids, args) => load(env, model, args['fields'] as string[], args['data'] as unknown[][]),
    },
    name_create: {
      params: ['name'],
      onModel: true,
      run(env, _ids, args) {
        const id = createRecord(env, model, { name: args['name'] })
        return [id, displayName(env, model, id)]
      },
    },
  }
}

function describing(model: string): Readonly<Record<string, Method>> {
  return {
    fields_get: {
      params: ['allfields?', 'attributes?'],
      onModel: true,
      run: (env, _ids, args) => fieldsGet(env, model, names(args['allfields']), names(args['attributes'])),
    },
    default_get: {
      params: ['fields_list'],
      onModel: true,
      run: (env, _ids, args) => {
        const filled = modelOf(env, model).prepare?.(env, {}) ?? {}
        return Object.fromEntries(
          (names(args['fields_list']) ?? []).flatMap((name) => (name in filled ? [[name, filled[name]]] : [])),
        )
      },
    },
    check_access_rights: { params: ['operation', 'raise_exception?'], onModel: true, run: () => true },
    has_access: { params: ['operation'], run: () => true },
    check_access: { params: ['operation'], run: () => null },
    get_metadata: {
      params: [],
      run: (env, ids) => readRecords(env, model, ids, ['create_date', 'create_uid', 'write_date', 'write_uid']),
    },
    name_get: { params: [], run: (env, ids) => ids.map((id) => [id, displayName(env, model, id)]) },
    toggle_active: { params: [], run: (env, ids) => setActive(env, model, ids, null) },
    action_archive: { params: [], run: (env, ids) => setActive(env, model, ids, false) },
    action_unarchive: { params: [], run: (env, ids) => setActive(env, model, ids, true) },
  }
}

function setActive(env: Env, model: string, ids: readonly number[], active: boolean | null): boolean {
  for (const id of ids)
    writeRecords(env, model, [id], { active: active ?? env.site.db.get(model, id)?.['active'] === false })
  return true
}

function fieldsGet(
  env: Env,
  model: string,
  wanted: readonly string[] | null,
  attributes: readonly string[] | null,
): Values {
  const answer: Record<string, Values> = {}
  for (const field of fieldsOf(env, model).values()) {
    if (wanted !== null && wanted.length > 0 && !wanted.includes(field.name)) continue
    const all: Record<string, unknown> = {
      type: field.type,
      string: field.label,
      required: field.required,
      readonly: field.readonly,
      store: field.related === null,
      searchable: true,
      sortable: field.type !== 'one2many',
      company_dependent: field.name.startsWith('property_'),
      ...(field.comodel === null ? {} : { relation: field.comodel }),
      ...(field.inverse === null ? {} : { relation_field: field.inverse }),
      ...(field.selection === null ? {} : { selection: field.selection.map((value) => [value, value]) }),
    }
    answer[field.name] =
      attributes === null
        ? all
        : Object.fromEntries(attributes.flatMap((name) => (name in all ? [[name, all[name]]] : [])))
  }
  return answer
}

const FROM_17: ReadonlySet<string> = new Set(['web_save', 'action_lock', 'refund_moves', 'modify_moves'])

/** Methods that some versions do not have. */
export const missingIn = (version: number, name: string): boolean =>
  (name === 'name_get' && version > 17) ||
  (FROM_17.has(name) && version < 17) ||
  (name === 'action_done' && version > 16) ||
  ((name === 'has_access' || name === 'check_access') && version < 18) ||
  (name === 'formatted_read_group' && version < 19)
