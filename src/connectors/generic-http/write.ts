import type { DocumentTarget, WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import { type DocumentKind, isJournal, isPaymentDocument, type MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedFrom, idOf, shown } from '#generic/booked-answer'
import { capabilitiesOf } from '#generic/capabilities-setting'
import { anyExtraFields } from '#generic/extra-fields'
import { badSetting } from '#generic/failure-rules'
import { notDescribed, referenceTaken } from '#generic/operation-errors'
import { fieldsOf, listOf } from './answer.ts'
import { call, type HttpContext } from './request.ts'
import { searchOf } from './search.ts'
import type { HttpSettings } from './settings.ts'
import type { DocumentSetting } from './settings-documents.ts'

export const documentsOf = (settings: HttpSettings): DocumentTarget<HttpSettings> => ({
  capabilities: capabilitiesOf(settings.capabilities, settings.documents ?? {}),
  extraFields: anyExtraFields,
  find,
  create,
  cancel,
  ...searchOf(settings, find),
})

async function find(context: HttpContext, kind: DocumentKind, reference: string): Promise<BookedDocument | null> {
  const setting = describedOf(context, kind).find
  const where = `documents.${kind}.find`
  const input = { kind, reference }
  const answer = await call(context, setting, { where, input, effect: 'read', none: setting.none })
  if (answer === null) return null
  const reading = { where, effect: 'read' as const, bindings: { ...input, body: answer.body, status: answer.status } }
  const parts =
    setting.items === undefined
      ? [answer.body]
      : await listOf(setting.items, answer.body, { ...reading, where: `${where}.items` })
  const told = await Promise.all(
    parts.map((part) => fieldsOf(setting.answer, part, { ...reading, where: `${where}.answer` })),
  )
  const ours = told.filter((one) => idOf(one.reference) === reference)
  const [hit] = ours
  if (hit !== undefined && ours.length === 1) return bookedFrom(hit, `${where}.answer`, 'read')
  if (hit !== undefined) throw severalFound(kind, reference, ours)
  if (told.length === 0) return null
  const seen = shown(told[0]?.reference)
  throw badSetting(
    'ANSWER_PATH',
    `${where}.answer.reference`,
    `the look-up of "${reference}" found ${seen}; the system may ignore the filter`,
    'read',
  )
}

async function create(context: HttpContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  const { kind, reference } = document
  const setting = describedOf(context, kind).create
  if (!context.settings.uniqueReferences && (await find(context, kind, reference)) !== null)
    throw referenceTaken(kind, reference)
  const where = `documents.${kind}.create`
  const input = inputOf(document, write)
  const answer = await call(context, setting, { where, input, effect: 'write' })
  if (setting.answer === undefined) return (await find(context, kind, reference)) ?? lost(document)
  const bindings = { ...input, status: answer?.status, headers: answer?.headers }
  const told = await fieldsOf(setting.answer, answer?.body, { where: `${where}.answer`, effect: 'write', bindings })
  return bookedFrom(told, `${where}.answer`, 'write')
}

async function cancel(context: HttpContext, kind: DocumentKind, externalId: string): Promise<void> {
  const setting = describedOf(context, kind).cancel
  if (setting === undefined) throw notDescribed(`documents.${kind}.cancel`)
  await call(context, setting, { where: `documents.${kind}.cancel`, input: { kind, externalId }, effect: 'write' })
}

/** What the expressions of a write see: the document, and the ids that the system gave to what it names. */
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

function describedOf({ settings }: HttpContext, kind: DocumentKind): DocumentSetting {
  const setting = settings.documents?.[kind]
  if (setting === undefined) throw notDescribed(`documents.${kind}`)
  return setting
}

const severalFound = (
  kind: DocumentKind,
  reference: string,
  found: readonly { readonly externalId?: unknown }[],
): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_NOT_UNIQUE',
    message: `Several documents of kind ${kind} have the reference ${reference}: ${found.map((one) => shown(one.externalId)).join(', ')}.`,
    remedy: 'Remove all but one in the system, then retry.',
    subject: `reference:${reference}`,
  })

function lost({ kind, reference }: MappedDocument): never {
  throw new TillbridgeError({
    kind: 'outcome-unknown',
    code: 'WRITTEN_NOT_FOUND',
    message: `The ${kind} ${reference} was taken, and is not found by its reference.`,
    remedy: 'If this goes on, correct documents.*.find in the settings, or describe the answer of create.',
  })
}
