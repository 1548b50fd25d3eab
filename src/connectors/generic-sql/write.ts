import type { DocumentTarget, WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import { type DocumentKind, isJournal, isPaymentDocument, type MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedFrom, idOf, shown } from '#generic/booked-answer'
import { capabilitiesOf } from '#generic/capabilities-setting'
import { anyExtraFields } from '#generic/extra-fields'
import { badSetting } from '#generic/failure-rules'
import { notDescribed, referenceTaken } from '#generic/operation-errors'
import { isDuplicate } from './errors.ts'
import { searchOf } from './search.ts'
import type { DocumentSetting, SqlSettings } from './settings.ts'
import { type Running, type SqlContext, transaction } from './statements.ts'

export const documentsOf = (settings: SqlSettings): DocumentTarget<SqlSettings> => ({
  capabilities: capabilitiesOf(settings.capabilities, settings.documents ?? {}),
  extraFields: anyExtraFields,
  find,
  create,
  cancel,
  ...searchOf(settings, find),
})

function find(context: SqlContext, kind: DocumentKind, reference: string): Promise<BookedDocument | null> {
  const where = `documents.${kind}.find`
  return transaction(context, { where, effect: 'read' }, (running) =>
    findIn(running, describedOf(context, kind), { kind, reference }),
  )
}

interface Wanted {
  readonly kind: DocumentKind
  readonly reference: string
}

async function findIn(running: Running, setting: DocumentSetting, wanted: Wanted): Promise<BookedDocument | null> {
  const { kind, reference } = wanted
  const where = `documents.${kind}.find`
  const { rows } = await running.run(setting.find, { ...wanted }, where)
  const [hit] = rows
  if (hit === undefined) return null
  const wrong = (why: string): TillbridgeError => badSetting('ANSWER_PATH', where, why, 'read')
  if (rows.length > 1) throw wrong(`${rows.length} rows have the reference ${reference}`)
  if (idOf(hit['reference']) !== reference)
    throw wrong(`the look-up of "${reference}" found ${shown(hit['reference'])} in the column reference`)
  return bookedFrom(
    { ...hit, rowIds: await rowIdsIn(running, setting, { ...wanted, externalId: hit['externalId'] }) },
    where,
    'read',
  )
}

async function rowIdsIn(
  running: Running,
  setting: DocumentSetting,
  input: Wanted & { readonly externalId: unknown },
): Promise<Readonly<Record<string, unknown>>> {
  if (setting.rows === undefined) return {}
  const { rows } = await running.run(setting.rows, { ...input }, `documents.${input.kind}.rows`)
  return Object.fromEntries(rows.map((row) => [String(row['row']), row['id']]))
}

async function create(context: SqlContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  const { kind, reference } = document
  const setting = describedOf(context, kind)
  const where = `documents.${kind}.create`
  const wanted = { kind, reference }
  try {
    return await transaction(context, { where, effect: 'write' }, async (running) => {
      if ((await findIn(running, setting, wanted)) !== null) throw referenceTaken(kind, reference)
      await running.steps(setting.create, inputOf(document, write), where)
      const booked = await findIn(running, setting, wanted)
      if (booked !== null) return booked
      throw badSetting('ANSWER_PATH', `documents.${kind}.find`, 'it does not find what create has just written', 'read')
    })
  } catch (error) {
    // Somebody else was quicker; what was in the way may also be another key.
    const duplicate = error instanceof TillbridgeError && error.cause !== undefined && isDuplicate(error.cause)
    if (duplicate && (await find(context, kind, reference)) !== null) throw referenceTaken(kind, reference)
    throw error
  }
}

async function cancel(context: SqlContext, kind: DocumentKind, externalId: string): Promise<void> {
  const { cancel: steps } = describedOf(context, kind)
  const where = `documents.${kind}.cancel`
  if (steps === undefined) throw notDescribed(where)
  await transaction(context, { where, effect: 'write' }, (running) => running.steps(steps, { kind, externalId }, where))
}

const inputOf = (document: MappedDocument, { parties, documents }: WriteContext): Readonly<Record<string, unknown>> => {
  const party = isJournal(document) ? null : document.party
  const basedOn = isJournal(document) || isPaymentDocument(document) ? null : document.basedOn
  return {
    kind: document.kind,
    reference: document.reference,
    document,
    customer: party === null ? null : (parties[party.keys[0]]?.externalId ?? null),
    parties,
    documents,
    basedOn: basedOn === null ? null : (documents[basedOn]?.externalId ?? null),
  }
}

function describedOf({ settings }: SqlContext, kind: DocumentKind): DocumentSetting {
  const setting = settings.documents?.[kind]
  if (setting === undefined) throw notDescribed(`documents.${kind}`)
  return setting
}
