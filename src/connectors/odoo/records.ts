import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { fromFloat } from '#lib/rounding'
import { call, type Domain, parse, serverVersion, type Values } from './client.ts'
import { forget, type OdooContext, remembered } from './memory.ts'

/** Odoo writes an empty value as `false`. */
export const text = z.union([z.string(), z.literal(false)]).transform((value) => (value === false ? null : value))

/** A relation, read as an id with or without its name. */
export const link = z
  .union([z.literal(false), z.number(), z.tuple([z.number(), z.string()])])
  .transform((value) => (value === false ? null : typeof value === 'number' ? value : value[0]))

/** Numbers come as floats. */
export const number = z.number().transform((value) => fromFloat(value))

/** A relation, read by its name. */
export const linkName = z
  .union([z.literal(false), z.tuple([z.number(), z.string()])])
  .transform((value) => (value === false ? null : value[1]))

export interface Query {
  readonly domain: Domain
  readonly order?: string
  readonly limit?: number
  readonly offset?: number
  readonly context?: Values
}

export type Shape<T> = z.ZodType<T> & { readonly shape: Readonly<Record<string, unknown>> }

/** Records that a domain finds, with the fields of their shape. */
export async function find<T>(context: OdooContext, model: string, shape: Shape<T>, query: Query): Promise<T[]> {
  const { context: added, ...rest } = query
  const args = { fields: Object.keys(shape.shape), ...rest }
  const about = { model, effect: 'read' } as const
  const more = added === undefined ? {} : { context: added }
  return parse(z.array(shape), await call(context, { ...about, method: 'search_read', args, ...more }), about)
}

/** Carries out a method on records that changes them, and hands on what it answers. */
export const act = (
  context: OdooContext,
  model: string,
  method: string,
  ids: readonly number[],
  more: { readonly args?: Values; readonly context?: Values } = {},
): Promise<unknown> => call(context, { model, method, ids, effect: 'write', ...more })

/** Makes a record; answers its id. */
export async function create(
  context: OdooContext,
  model: string,
  values: Values,
  more: { readonly context?: Values } = {},
): Promise<number> {
  const about = { model, effect: 'write' } as const
  const made = await call(context, { ...about, method: 'create', args: { vals_list: [values] }, ...more })
  const [id] = parse(z.array(z.number()).min(1), made, about)
  return id ?? 0
}

export const write = (context: OdooContext, model: string, ids: readonly number[], vals: Values): Promise<unknown> =>
  act(context, model, 'write', ids, { args: { vals } })

/** Rows of a record that are read along with it. */
export interface Rows {
  readonly field: string
  readonly model: string
  readonly fields: readonly string[]
}

export interface Wanted {
  readonly fields: readonly string[]
  /** A record that it belongs to, and what is read of that; only as it is written, from 17 on. */
  readonly owner?: { readonly field: string; readonly fields: readonly string[] }
  readonly rows?: Rows
}

/** Writes a record (a new one without an `id`) and reads it back in the same call, from 17 on; 16 needs a call for each. */
export async function save(
  context: OdooContext,
  model: string,
  vals: Values,
  wanted: Wanted,
  id?: number,
): Promise<Values> {
  const about = { model, effect: 'write' } as const
  const unable = serverVersion(context.settings) < 17 || (await remembered(context, 'no-web-save', async () => false))
  if (unable) return saveInSteps(context, model, vals, wanted, id)
  const named = (fields: readonly string[]): Record<string, object> =>
    Object.fromEntries(fields.map((one) => [one, {}]))
  const specification = named(wanted.fields)
  for (const { field, fields } of [wanted.rows, wanted.owner].flatMap((one) => one ?? []))
    specification[field] = { fields: named(fields) }
  const ids = id === undefined ? [] : [id]
  try {
    const saved = await call(context, { ...about, method: 'web_save', ids, args: { vals, specification } })
    const [record] = parse(z.array(z.record(z.string(), z.unknown())).min(1), saved, about)
    return record ?? {}
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.code !== 'METHOD_UNKNOWN') throw error
    forget(context, 'no-web-save')
    await remembered(context, 'no-web-save', async () => true)
    return saveInSteps(context, model, vals, wanted, id)
  }
}

async function saveInSteps(
  context: OdooContext,
  model: string,
  vals: Values,
  wanted: Wanted,
  id?: number,
): Promise<Values> {
  if (id !== undefined) await write(context, model, [id], vals)
  const [record] = await readWith(context, model, [id ?? (await create(context, model, vals))], wanted)
  return record ?? {}
}

const plain = z.looseObject({ id: z.number() })

/** Records with their rows; those that are gone are left out. */
export async function readWith(
  context: OdooContext,
  model: string,
  ids: readonly number[],
  { fields, rows }: Wanted,
): Promise<Values[]> {
  const names = rows === undefined ? fields : [...fields, rows.field]
  const records = await readPlain(context, model, ids, names)
  if (rows === undefined) return records
  const all = records.flatMap((record) => record[rows.field] as number[])
  const lines = all.length === 0 ? [] : await readPlain(context, rows.model, all, rows.fields)
  const byId = new Map(lines.map((line) => [line.id, line]))
  return records.map((record) => ({
    ...record,
    [rows.field]: (record[rows.field] as number[]).flatMap((one) => byId.get(one) ?? []),
  }))
}

async function readPlain(
  context: OdooContext,
  model: string,
  ids: readonly number[],
  fields: readonly string[],
): Promise<z.infer<typeof plain>[]> {
  const about = { model, effect: 'read' } as const
  return parse(z.array(plain), await call(context, { ...about, method: 'read', ids, args: { fields } }), about)
}
