import { z } from 'zod'
import { asList } from '#lib/expressions'
import { TillbridgeError } from '#lib/errors'
import { badSetting, evaluated } from './failure-rules.ts'
import { expression } from './setting-kinds.ts'

/** Our fields, each with the expression that leads to it in a record of the system. A field that is left out is not told. */
export type FieldMap = Readonly<Record<string, string | undefined>>

/** Where in a record a list is, and the fields of what is in it. */
export interface ListMap {
  readonly items: string
  readonly fields: FieldMap
}

/** How a record of the system is read: its own fields, and lists of parts such as the lines of a delivery. */
export interface RecordMap {
  readonly fields: FieldMap
  readonly lists: Readonly<Record<string, ListMap | undefined>>
  /** Fields under names of the system's own, in one object each. */
  readonly objects?: Readonly<Record<string, FieldMap | undefined>>
}

/** Names of ours with what they mean, for a setting that maps them. */
export type FieldNames = Readonly<Record<string, string>>

/** The setting of a field map. What is not a name of ours is refused by name, what is needed and missing too. */
export const fieldMap = (names: FieldNames, needed: readonly string[]): z.ZodType<FieldMap> =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(names).map(([name, meaning]) => [
        name,
        needed.includes(name) ? expression().describe(meaning) : expression().optional().describe(meaning),
      ]),
    ),
  ) as unknown as z.ZodType<FieldMap>

/** The setting of a list in a record. */
export const listMap = (names: FieldNames, needed: readonly string[]) =>
  z.strictObject({
    items: expression().describe('Where in the record the list is; nothing there is an empty list.'),
    fields: fieldMap(names, needed),
  })

/** What a record tells, by our names, before anybody looked whether it makes sense. */
export type Told = Readonly<Record<string, unknown>>

interface Place {
  /** The place of the map in the settings, e.g. `products`. */
  readonly where: string
  readonly bindings?: Readonly<Record<string, unknown>>
}

/**
 * Reads a record as a map says. A field that is mapped and not there is `null`: the system says that there is none.
 *
 * @throws {TillbridgeError} `ANSWER_PATH` when an expression fails.
 */
export async function toldBy(map: RecordMap, record: unknown, place: Place): Promise<Told> {
  const { fields, lists, objects = {} } = map
  const told: Record<string, unknown> = await fieldsBy(fields, record, place)
  for (const [name, own] of Object.entries(objects))
    if (own !== undefined) told[name] = await fieldsBy(own, record, { ...place, where: `${place.where}.${name}` })
  for (const [name, list] of Object.entries(lists)) {
    if (list === undefined) continue
    const where = `${place.where}.${name}`
    const parts: Told[] = []
    for (const part of asList(await evaluatedAt(list.items, record, { ...place, where: `${where}.items` })))
      parts.push(await fieldsBy(list.fields, part, { ...place, where }))
    told[name] = parts
  }
  return told
}

async function fieldsBy(fields: FieldMap, part: unknown, place: Place): Promise<Record<string, unknown>> {
  const told: Record<string, unknown> = {}
  for (const [name, source] of Object.entries(fields)) {
    if (source === undefined) continue
    told[name] = (await evaluatedAt(source, part, { ...place, where: `${place.where}.fields.${name}` })) ?? null
  }
  return told
}

const evaluatedAt = (source: string, input: unknown, { where, bindings = {} }: Place): Promise<unknown> =>
  evaluated(source, input, { where, answer: true, bindings })

/**
 * What a record tells, in a form that can be used: nothing of it is ever taken for something else, and none of it is left out.
 *
 * @throws {TillbridgeError} `rejected`, `RECORD_UNREADABLE`, naming the record and each field that is missing or wrong.
 */
export function readTold<T>(schema: z.ZodType<T>, told: Told, where: string): T {
  const parsed = schema.safeParse(told)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`)
  const id = told['id'] ?? told['item']
  const named = typeof id === 'string' || typeof id === 'number' ? ` ${String(id).slice(0, 100)}` : ''
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'RECORD_UNREADABLE',
    message: `The record${named} cannot be read as the settings say under ${where}: ${problems.slice(0, 5).join('; ')}.`,
    remedy: 'Correct the record in the system, or the settings of the connection, then retry.',
    subject: `setting:${where}`,
    detail: { problems: problems.slice(0, 50) },
  })
}

/**
 * A row of a database as what it tells: columns are our names, and one that is none of them is refused.
 *
 * @throws {TillbridgeError} `ANSWER_PATH` naming the column.
 */
export function toldByRow(names: FieldNames, row: Told, where: string): Told {
  const strange = Object.keys(row).find((column) => !Object.hasOwn(names, column) && !column.startsWith('cursor'))
  if (strange === undefined) return row
  const known = Object.keys(names).map(snakeCase).join(', ')
  throw badSetting('ANSWER_PATH', where, `the column ${snakeCase(strange)} is none of ${known}`, 'read')
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
