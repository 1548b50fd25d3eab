import type { DocumentTarget, FoundParty, NamedDocument, PartyTarget, WriteContext } from '#contract/target'
import {
  type DocumentKind,
  isJournal,
  isPaymentDocument,
  type MappedDocument,
  type MappedSalesDocument,
  type Party,
} from '#model/documents'
import type { BookedDocument } from '#model/held'
import { plainContext } from '#testing/plain-context'
import type { ConnectorBench } from './suite.ts'

/** An ERP connector with a server behind it that has the items, accounts and warehouses that its documents use. */
export interface ErpBench<S> extends ConnectorBench<S> {
  /** An ordinary order with this reference, in the ERP's own codes. */
  order(reference: string): MappedSalesDocument
  /**
   * The documents of one order's life, each after those that it names by reference: at least one of every kind that the connector
   * declares. References begin with `prefix`.
   */
  life(prefix: string): readonly MappedDocument[]
  /**
   * The request that writes an order, as `METHOD /path`, where other calls of `create` go before it or by the same method. Absent =
   * the first `POST`.
   */
  readonly orderWrite?: string
  /** How many documents with this reference the ERP itself holds, cancelled ones left out. */
  count(reference: string): number | Promise<number>
}

export function writesOf<S>(bench: ErpBench<S>): { documents: DocumentTarget<S>; parties: PartyTarget<S> } {
  const { documents, parties } = bench.connector.writes
  if (documents === undefined || parties === undefined) throw new Error('an ERP connector writes documents and parties')
  return { documents, parties }
}

export async function customerOf<S>(bench: ErpBench<S>, party: Party): Promise<FoundParty> {
  const { parties } = writesOf(bench)
  const context = plainContext(bench.connector, bench.settings)
  const references = [...party.keys]
  return (await parties.find(context, party, references)) ?? parties.create(context, party, references)
}

/** Documents that were written, by reference. */
export type WrittenDocuments = Map<string, { readonly kind: DocumentKind; readonly booked: BookedDocument }>

/** What the engine would tell the connector about a document. */
export async function contextOf<S>(
  bench: ErpBench<S>,
  document: MappedDocument,
  written: WrittenDocuments = new Map(),
): Promise<WriteContext> {
  const parties: Record<string, FoundParty> = {}
  for (const party of partiesOf(document)) parties[party.keys[0]] ??= await customerOf(bench, party)
  const documents: Record<string, NamedDocument> = {}
  for (const reference of referencesOf(document)) {
    const known = written.get(reference)
    if (known === undefined) continue
    const { externalId, rowIds } = known.booked
    documents[reference] = { kind: known.kind, externalId, rowIds }
  }
  return { parties, documents }
}

const partiesOf = (document: MappedDocument): readonly Party[] =>
  isJournal(document) ? document.lines.flatMap((line) => line.party ?? []) : [document.party]

function referencesOf(document: MappedDocument): readonly string[] {
  if (isJournal(document)) return document.lines.flatMap((line) => line.settles ?? [])
  if (isPaymentDocument(document)) return document.allocations.map((allocation) => allocation.reference)
  return document.basedOn === null ? [] : [document.basedOn]
}

export async function write<S>(
  bench: ErpBench<S>,
  document: MappedDocument,
  written?: WrittenDocuments,
): Promise<BookedDocument> {
  const context = await contextOf(bench, document, written)
  return writesOf(bench).documents.create(plainContext(bench.connector, bench.settings), document, context)
}

/** Writes all of a life that the connector takes, in order. */
export async function writeLife<S>(
  bench: ErpBench<S>,
  prefix: string,
): Promise<{ readonly documents: readonly MappedDocument[]; readonly written: WrittenDocuments }> {
  const { kinds } = writesOf(bench).documents.capabilities
  const documents = bench.life(prefix).filter((document) => kinds.includes(document.kind))
  const written: WrittenDocuments = new Map()
  for (const document of documents) {
    written.set(document.reference, { kind: document.kind, booked: await write(bench, document, written) })
  }
  return { documents, written }
}
