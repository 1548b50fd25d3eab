import { appendFile, mkdir, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { contentHash } from '#lib/hash'
import type { Change } from '#contract/source'
import { readIfThere, writeWhole } from './atomic.ts'
import { hashOf, pathOf } from './folders.ts'
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

const recordPath = (settings: FileSettings, key: string): string => {
  const hash = hashOf(key)
  return pathOf(settings, 'records', 'by-key', hash.slice(0, 2), `${hash}.json`)
}
const namePath = (settings: FileSettings, name: string): string => {
  const hash = hashOf(name.toLowerCase())
  return pathOf(settings, 'records', 'by-name', hash.slice(0, 2), `${hash}.json`)
}
const dayPath = (settings: FileSettings, day: string): string => pathOf(settings, 'records', 'days', `${day}.jsonl`)

/** Keeps a record; one that says what we have already keeps its stamp. */
export async function keep(settings: FileSettings, { key, name, record }: FileRecord, now: Date): Promise<void> {
  const path = recordPath(settings, key)
  const known = await readRecord(settings, key)
  const isSame = known !== null && contentHash(known.record) === contentHash(record)
  const updatedAt = isSame ? known.updatedAt : now.toISOString()
  const next: StoredRecord = { key, name, updatedAt, createdAt: known?.createdAt ?? now.toISOString(), record }
  const staging = pathOf(settings, 'staging')
  if (!isSame) await writeAt(path, JSON.stringify(next), staging)
  await writeAt(namePath(settings, name), JSON.stringify({ key }), staging)
  // Also when nothing is new: whoever read this file before us may have stopped before this line.
  const { record: _, ...change } = next
  const days = dayPath(settings, updatedAt.slice(0, 10))
  await mkdir(dirname(days), { recursive: true })
  await appendFile(days, `${JSON.stringify(change)}\n`)
}

async function writeAt(path: string, text: string, staging: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeWhole(path, `${text}\n`, staging)
}

export async function readRecord(settings: FileSettings, key: string): Promise<StoredRecord | null> {
  const text = await readIfThere(recordPath(settings, key))
  return text === null ? null : stored.parse(JSON.parse(text))
}

export async function keyOfName(settings: FileSettings, name: string): Promise<string | null> {
  const text = await readIfThere(namePath(settings, name))
  return text === null ? null : z.object({ key: z.string() }).parse(JSON.parse(text)).key
}

const change = stored.omit({ record: true })

/** What came in `[since, until)`, day by day, oldest first; a record may be named more than once. */
export async function* keptBetween(
  settings: FileSettings,
  since: Date,
  until: Date,
): AsyncGenerator<readonly Change[]> {
  const days = await readdir(pathOf(settings, 'records', 'days')).catch(() => [])
  const [first, last] = [since.toISOString().slice(0, 10), until.toISOString().slice(0, 10)]
  for (const file of days.toSorted()) {
    const day = file.replace(/\.jsonl$/, '')
    if (day < first || day > last) continue
    const newest = new Map<string, Change>()
    for (const line of ((await readIfThere(dayPath(settings, day))) ?? '').split('\n')) {
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
