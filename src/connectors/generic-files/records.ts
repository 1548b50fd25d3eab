import { appendFile, mkdir, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { contentHash } from '#lib/hash'
import type { Change } from '#contract/source'
import { readIfThere, writeWhole } from './atomic.ts'
import { hashOf, pathOf, type RecordFolder } from './folders.ts'
import type { FileRecord } from './parse-file.ts'
import type { FileSettings } from './settings.ts'

const stored = z.object({
  key: z.string(),
  name: z.string(),
  /** When what is in it came. */
  updatedAt: z.string(),
  createdAt: z.string(),
  record: z.unknown(),
})
export type StoredRecord = z.output<typeof stored>

/** Kinds of record are kept apart. */
export type Kept = 'orders' | RecordFolder

/** Where records of a kind are kept. */
export interface Shelf {
  readonly settings: FileSettings
  readonly kind: Kept
}

// Orders were there first, and lie at the top.
const shelfPath = ({ settings, kind }: Shelf, ...names: readonly string[]): string =>
  pathOf(settings, 'records', ...(kind === 'orders' ? [] : [kind]), ...names)
const recordPath = (shelf: Shelf, key: string): string => {
  const hash = hashOf(key)
  return shelfPath(shelf, 'by-key', hash.slice(0, 2), `${hash}.json`)
}
const namePath = (shelf: Shelf, name: string): string => {
  const hash = hashOf(name.toLowerCase())
  return shelfPath(shelf, 'by-name', hash.slice(0, 2), `${hash}.json`)
}
const dayPath = (shelf: Shelf, day: string): string => shelfPath(shelf, 'days', `${day}.jsonl`)

/** Keeps a record; one that says what we have already keeps its stamp. */
export async function keep(shelf: Shelf, { key, name, record }: FileRecord, now: Date): Promise<void> {
  const path = recordPath(shelf, key)
  const known = await readRecord(shelf, key)
  const isSame = known !== null && contentHash(known.record) === contentHash(record)
  const updatedAt = isSame ? known.updatedAt : now.toISOString()
  const next: StoredRecord = { key, name, updatedAt, createdAt: known?.createdAt ?? now.toISOString(), record }
  const staging = pathOf(shelf.settings, 'staging')
  if (!isSame) await writeAt(path, JSON.stringify(next), staging)
  await writeAt(namePath(shelf, name), JSON.stringify({ key }), staging)
  // Also when nothing is new: whoever read this file before us may have stopped before this line.
  const { record: _, ...change } = next
  const days = dayPath(shelf, updatedAt.slice(0, 10))
  await mkdir(dirname(days), { recursive: true })
  await appendFile(days, `${JSON.stringify(change)}\n`)
}

async function writeAt(path: string, text: string, staging: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeWhole(path, `${text}\n`, staging)
}

export async function readRecord(shelf: Shelf, key: string): Promise<StoredRecord | null> {
  const text = await readIfThere(recordPath(shelf, key))
  return text === null ? null : stored.parse(JSON.parse(text))
}

export async function keyOfName(shelf: Shelf, name: string): Promise<string | null> {
  const text = await readIfThere(namePath(shelf, name))
  return text === null ? null : z.object({ key: z.string() }).parse(JSON.parse(text)).key
}

/** Everything that was taken, as it is now, some at once. */
export async function* keptRecords(shelf: Shelf): AsyncGenerator<readonly StoredRecord[]> {
  for (const part of (await readdir(shelfPath(shelf, 'by-key')).catch(() => [])).toSorted()) {
    const names = await readdir(shelfPath(shelf, 'by-key', part))
    const texts = await Promise.all(names.map((name) => readIfThere(shelfPath(shelf, 'by-key', part, name))))
    yield texts.flatMap((text) => (text === null ? [] : [stored.parse(JSON.parse(text))]))
  }
}

const change = stored.omit({ record: true })

/** What came in `[since, until)`, day by day, oldest first; a record may be named more than once. */
export async function* keptBetween(shelf: Shelf, since: Date, until: Date): AsyncGenerator<readonly Change[]> {
  const days = await readdir(shelfPath(shelf, 'days')).catch(() => [])
  const [first, last] = [since.toISOString().slice(0, 10), until.toISOString().slice(0, 10)]
  for (const file of days.toSorted()) {
    const day = file.replace(/\.jsonl$/, '')
    if (day < first || day > last) continue
    const newest = new Map<string, Change>()
    for (const line of ((await readIfThere(dayPath(shelf, day))) ?? '').split('\n')) {
      const told = changeIn(line)
      if (
        told !== null &&
        Date.parse(told.updatedAt) >= since.getTime() &&
        Date.parse(told.updatedAt) < until.getTime()
      ) {
        newest.delete(told.key)
        newest.set(told.key, told)
      }
    }
    if (newest.size > 0) yield [...newest.values()]
  }
}

// A line that was cut by a power failure is written again, because its file is read again.
function changeIn(line: string): Change | null {
  try {
    return line === '' ? null : change.parse(JSON.parse(line))
  } catch {
    return null
  }
}
