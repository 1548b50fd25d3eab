import { parse as parseCsv } from 'csv-parse/sync'
import { parseExactJson } from '#lib/exact-json'
import { asList } from '#lib/expressions'
import { parseXml } from '#lib/xml'
import { idOf, shown } from '#generic/booked-answer'
import { evaluated } from '#generic/failure-rules'
import type { FileSetting, RecordFiles } from './settings.ts'

/** A record of a file. */
export interface FileRecord {
  readonly key: string
  readonly name: string
  /** What the order is made of. */
  readonly record: unknown
}

/** Why a whole file is not taken, in one sentence for the person who wrote it. */
export class FileProblem extends Error {}

/** @throws {FileProblem} when any part of the file cannot be read: a file is taken whole or not at all. */
export async function recordsOf(
  bytes: Uint8Array,
  setting: RecordFiles,
  where = 'orders',
): Promise<readonly FileRecord[]> {
  const parts = await partsOf(bytes, setting)
  if (parts.length === 0) throw new FileProblem('there is no record in it')
  const records = new Map<string, { name: string; parts: unknown[] }>()
  for (const [index, part] of parts.entries()) {
    const value = await evaluated(setting.key, part, { where: `${where}.key` })
    const key = idOf(value)
    if (key === null) throw new FileProblem(`the key of record ${index + 1} is ${shown(value)}`)
    const name =
      setting.name === undefined ? key : idOf(await evaluated(setting.name, part, { where: `${where}.name` }))
    const known = records.get(key)
    if (known === undefined) records.set(key, { name: name ?? key, parts: [part] })
    else if (setting.format === 'csv') known.parts.push(part)
    else throw new FileProblem(`the key ${key} is in it twice`)
  }
  return [...records].map(([key, { name, parts: all }]) => ({
    key,
    name,
    record: setting.format === 'csv' ? { ...(where === 'orders' ? {} : (all[0] as object)), rows: all } : all[0],
  }))
}

/** The rows of a file, or the records in it. Throws like `recordsOf`. */
export async function partsOf(bytes: Uint8Array, setting: FileSetting): Promise<readonly unknown[]> {
  const text = decoded(bytes, setting)
  return setting.format === 'csv' ? rowsOf(text, setting) : asList(await treeOf(text, setting))
}

function decoded(bytes: Uint8Array, { encoding }: FileSetting): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new FileProblem(`it is not written in ${encoding}`)
  }
}

function rowsOf(text: string, { delimiter, finalNewline }: FileSetting): readonly unknown[] {
  if (finalNewline && !/[\r\n]$/.test(text))
    throw new FileProblem('its last line is not ended, so it may have been cut')
  try {
    return parseCsv(text, { columns: true, bom: true, delimiter, skip_empty_lines: true, max_record_size: 1_000_000 })
  } catch (error) {
    throw new FileProblem(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function treeOf(text: string, { format, records }: FileSetting): Promise<unknown> {
  let tree: unknown
  try {
    tree = format === 'json' ? parseExactJson(text) : parseXml(text)
  } catch (error) {
    throw new FileProblem(error instanceof Error ? error.message : String(error), { cause: error })
  }
  const value = await evaluated(records, tree, { where: 'orders.records' })
  if (value === undefined) throw new FileProblem('what the settings say under orders.records leads to nothing in it')
  return value
}
