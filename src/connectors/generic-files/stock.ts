import { readFile } from 'node:fs/promises'
import type { StockFilter, StockSource } from '#contract/stock'
import { TillbridgeError } from '#lib/errors'
import type { StockFact } from '#model/stock'
import { evaluated } from '#generic/failure-rules'
import { factFrom, placeFrom } from '#generic/stock-answer'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, pathOf } from './folders.ts'
import { FileProblem, partsOf } from './parse-file.ts'
import type { FileSettings, StockFiles } from './settings.ts'
import { wholeFiles } from './whole-files.ts'

const PAGE = 1_000
const FIELDS = ['item', 'place', 'onHand', 'reserved', 'incoming'] as const

/** The stock that the newest file of the folder tells, all of it. */
export const stockOf = (setting: StockFiles): StockSource<FileSettings> => ({
  async places(context) {
    const all = await read(context, setting)
    return [...new Set(all.map(({ place }) => place))].map((id) => placeFrom({ id }, 'stock'))
  },
  facts: (context, filter) => facts(context, setting, filter),
})

async function* facts(
  context: FileContext,
  setting: StockFiles,
  { places, items }: StockFilter,
): AsyncGenerator<readonly StockFact[]> {
  const wanted = items === undefined ? null : new Set(items)
  const all = await read(context, setting)
  const found = all.filter(({ item, place }) => places.includes(place) && (wanted === null || wanted.has(item)))
  for (let at = 0; at < found.length; at += PAGE) yield found.slice(at, at + PAGE)
}

async function read(context: FileContext, setting: StockFiles): Promise<readonly StockFact[]> {
  const newest = (await wholeFiles(context, 'stock', setting)).at(-1)
  const folder = pathOf(context.settings, 'stock')
  // No word of the stock is not the word that there is none.
  if (newest === undefined)
    throw unusable(folder, `there is no whole file with the ending ${setting.suffix} in ${folder}`)
  const path = pathOf(context.settings, 'stock', newest.name)
  const hours = (context.clock.now().getTime() - newest.at) / 3_600_000
  if (hours > setting.oldestHours) throw unusable(path, `${path} is ${Math.floor(hours)} hours old`)
  return context.wire.send({ action: 'READ', address: addressOf(path), effect: 'read' }, async () => {
    try {
      const updatedAt = new Date(newest.at).toISOString()
      const parts = await partsOf(await readFile(path), setting)
      return await Promise.all(parts.map((part) => factOf(part, setting, updatedAt)))
    } catch (error) {
      throw error instanceof FileProblem
        ? unusable(path, `${path} cannot be read: ${error.message}`)
        : fileFailure(error, path)
    }
  })
}

async function factOf(part: unknown, setting: StockFiles, updatedAt: string): Promise<StockFact> {
  const told: Record<string, unknown> = { updatedAt }
  for (const name of FIELDS) {
    const source = setting[name]
    if (source !== undefined) told[name] = await evaluated(source, part, { where: `stock.${name}`, answer: true })
  }
  return factFrom(told, 'stock')
}

const unusable = (path: string, why: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_FILE_UNUSABLE',
    message: `The stock is not known: ${why}.`,
    remedy: 'Let the system write the file anew. Nothing is changed in the store until then.',
    subject: `folder:${path}`,
  })
