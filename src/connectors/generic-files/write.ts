import type { DocumentTarget, WriteContext } from '#contract/target'
import { isPositive, sum, type Decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { type DocumentKind, isJournal, isPaymentDocument, isSalesDocument, type MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { capabilitiesOf } from '#generic/capabilities-setting'
import { anyExtraFields } from '#generic/extra-fields'
import { answerOf } from './answers.ts'
import { contentOf } from './content.ts'
import type { FileContext } from './folders.ts'
import { findSent, send, type SentRecord } from './sent.ts'
import type { FileSettings } from './settings.ts'

export const documentsOf = (settings: FileSettings): DocumentTarget<FileSettings> => ({
  capabilities: capabilitiesOf(settings.capabilities, settings.documents ?? {}),
  extraFields: anyExtraFields,
  find,
  create,
  cancel,
})

async function find(context: FileContext, kind: DocumentKind, reference: string): Promise<BookedDocument | null> {
  const sent = await findSent(context, kind, reference)
  if (sent === null) return null
  const cancelled = await findSent(context, `cancel-${kind}`, reference)
  const answer = cancelled === null ? await answerOf(context, sent) : null
  return booked(sent, cancelled === null ? 'issued' : 'cancelled', answer)
}

const booked = (sent: SentRecord, state: BookedDocument['state'], number: string | null = null): BookedDocument => ({
  externalId: sent.reference,
  state,
  total: sent.total as Decimal | null,
  taxTotal: sent.taxTotal as Decimal | null,
  rowIds: sent.rowIds,
  url: null,
  messages: number === null ? [] : [`The system filed it as ${number}.`],
})

async function create(context: FileContext, document: MappedDocument, write: WriteContext): Promise<BookedDocument> {
  const { kind, reference } = document
  const setting = context.settings.documents?.[kind]
  if (setting === undefined) throw notDescribed(`documents.${kind}`)
  const input = { ...inputOf(document, write), settings: context.settings.values }
  const text = await contentOf(setting, input, `documents.${kind}.content`)
  const record = { ...totalsOf(document), rowIds: rowIdsOf(document) }
  if (await send(context, { kind, reference, format: setting.format, text, record }))
    return booked({ reference, file: '', ...record }, 'issued')
  throw new TillbridgeError({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
    message: `A file for the ${kind} ${reference} was written already.`,
  })
}

async function cancel(context: FileContext, kind: DocumentKind, externalId: string): Promise<void> {
  const setting = context.settings.documents?.[kind]?.cancel
  if (setting === undefined) throw notDescribed(`documents.${kind}.cancel`)
  const input = { kind, reference: externalId, settings: context.settings.values }
  const text = await contentOf(setting, input, `documents.${kind}.cancel.content`)
  const record = { total: null, taxTotal: null, rowIds: {} }
  await send(context, { kind: `cancel-${kind}`, reference: externalId, format: setting.format, text, record })
}

const inputOf = (document: MappedDocument, { parties, documents }: WriteContext): Readonly<Record<string, unknown>> => {
  const party = isJournal(document) ? null : document.party
  const basedOn = isJournal(document) || isPaymentDocument(document) ? null : document.basedOn
  const customer = party === null ? null : (parties[party.keys[0]]?.externalId ?? null)
  return { kind: document.kind, reference: document.reference, document, customer, parties, documents, basedOn }
}

/** What the file says is what is booked: nobody computes it anew. */
function totalsOf(document: MappedDocument): { readonly total: Decimal | null; readonly taxTotal: Decimal | null } {
  if (isSalesDocument(document)) return { total: document.total, taxTotal: document.taxTotal }
  if (isPaymentDocument(document)) return { total: document.amount, taxTotal: null }
  if (!isJournal(document)) return { total: null, taxTotal: null }
  return { total: sum(document.lines.map((line) => line.amount).filter(isPositive)), taxTotal: null }
}

const rowIdsOf = (document: MappedDocument): Readonly<Record<string, string>> => {
  const rows: readonly { readonly id: string }[] = isJournal(document)
    ? document.lines
    : 'rows' in document
      ? document.rows
      : []
  return Object.fromEntries(rows.map(({ id }) => [id, id]))
}

const notDescribed = (where: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'OPERATION_MISSING',
    message: `The settings of the connection do not say how ${where} is written.`,
    remedy: 'Describe it in the settings, or choose policies that do not need it.',
    subject: `setting:${where}`,
  })
