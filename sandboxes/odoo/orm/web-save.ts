import { type Env, fieldsOf, type Method, type Values } from './env.ts'
import { readRecords } from './read.ts'
import { createRecord, writeRecords } from './records.ts'

/** Fields by name; those that lead to other records with the fields of these. */
type Specification = Readonly<Record<string, { readonly fields?: Specification }>>

/** `web_save`: writes records, or makes one when called on none, and reads what the specification names. */
export const webSave = (model: string): Method => ({
  params: ['vals', 'specification', 'next_id?'],
  run(env, ids, args) {
    const values = args['vals'] as Values
    if (ids.length > 0) writeRecords(env, model, ids, values)
    const saved = ids.length > 0 ? ids : [createRecord(env, model, values, 'caller')]
    return webRead(env, model, saved, args['specification'] as Specification)
  },
})

function webRead(env: Env, model: string, ids: readonly number[], specification: Specification): Values[] {
  const names = Object.keys(specification)
  return readRecords(env, model, ids, names.length === 0 ? ['id'] : names, true).map((record) => {
    const deeper = Object.entries(specification).flatMap(([name, { fields }]): (readonly [string, unknown])[] => {
      const comodel = fieldsOf(env, model).get(name)?.comodel ?? null
      const value = record[name]
      if (fields === undefined || comodel === null) return []
      if (typeof value === 'number') return [[name, webRead(env, comodel, [value], fields)[0]]]
      return Array.isArray(value) ? [[name, webRead(env, comodel, value as number[], fields)]] : []
    })
    return { ...record, ...Object.fromEntries(deeper) }
  })
}
