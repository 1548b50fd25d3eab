import { access } from 'node:fs/promises'
import { z } from 'zod'
import { move, readIfThere, writeNew, writeWhole } from './atomic.ts'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, nameOf, pathOf } from './folders.ts'

/** What we know of a file that we wrote. */
const sentRecord = z.object({
  reference: z.string(),
  file: z.string(),
  total: z.string().nullable(),
  taxTotal: z.string().nullable(),
  rowIds: z.record(z.string(), z.string()),
})
export type SentRecord = z.output<typeof sentRecord>

export interface NewFile {
  /** Tells files apart: kind and reference. */
  readonly kind: string
  readonly reference: string
  readonly format: 'csv' | 'xml' | 'json'
  readonly text: string
  readonly record: Omit<SentRecord, 'reference' | 'file'>
}

const keyOf = (kind: string, reference: string): string => `${kind}.${nameOf(reference)}`

/**
 * What was written under this reference, or `null`. A file that never left the staging folder was not written: whoever writes it again
 * finishes it.
 */
export async function findSent(
  { wire, settings }: FileContext,
  kind: string,
  reference: string,
): Promise<SentRecord | null> {
  const path = pathOf(settings, 'sent', `${keyOf(kind, reference)}.json`)
  const look = async (): Promise<SentRecord | null> => {
    try {
      const known = await readRecord(path)
      return known === null || (await isThere(pathOf(settings, 'staging', known.file))) ? null : known
    } catch (error) {
      throw fileFailure(error, path)
    }
  }
  return wire.send({ action: 'LOOK', address: addressOf(path), effect: 'read' }, look, (known) => known)
}

/** Puts a file into the outbox, once per kind and reference. `false` = it was there already. */
export async function send(context: FileContext, file: NewFile): Promise<boolean> {
  const { wire, settings } = context
  const name = `${keyOf(file.kind, file.reference)}.${file.format}`
  const path = pathOf(settings, 'outbox', name)
  return wire.send({ action: 'FILE', address: addressOf(path), content: file.text, effect: 'write' }, async () => {
    try {
      return await deliver(context, file, name)
    } catch (error) {
      throw fileFailure(error, path)
    }
  })
}

/**
 * First the file in the staging folder, then our record, then the move that delivers. Whoever reads the outbox may take the file away
 * at once, so only this tells what happened: no record, nothing was sent; a record and the file still here, not yet; a record
 * alone, it was delivered.
 */
async function deliver({ settings }: FileContext, file: NewFile, name: string): Promise<boolean> {
  const staging = pathOf(settings, 'staging')
  const staged = pathOf(settings, 'staging', name)
  const path = pathOf(settings, 'sent', `${keyOf(file.kind, file.reference)}.json`)
  const known = await readRecord(path)
  if (known !== null && !(await isThere(staged))) return false
  if (known === null) {
    await writeWhole(staged, file.text, staging)
    const record: SentRecord = { reference: file.reference, file: name, ...file.record }
    await writeNew(path, `${JSON.stringify(record)}\n`, staging)
  }
  await move(staged, pathOf(settings, 'outbox', name))
  return true
}

async function readRecord(path: string): Promise<SentRecord | null> {
  const text = await readIfThere(path)
  return text === null ? null : sentRecord.parse(JSON.parse(text))
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
