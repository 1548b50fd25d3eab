import type { NamedDocument } from '#contract/target'
import type { ConnectionKey } from '#database/links'
import { findLinked } from '#database/links'
import type { Sql } from '#database/pool'
import { isJournal, isPaymentDocument, type MappedDocument, type Party } from '#model/documents'
import type { HeldDocument } from '#model/held'

/** Everybody whom the document names, each once. */
export function namedParties(document: MappedDocument): Party[] {
  const named = isJournal(document) ? document.lines.map((line) => line.party) : [document.party]
  const parties = named.filter((party) => party !== null)
  return [...new Map(parties.map((party) => [party.keys[0], party])).values()]
}

/** The references of the documents that it corrects, follows, pays or settles, each once. */
export function namedReferences(document: MappedDocument): string[] {
  const named = isJournal(document)
    ? document.lines.map((line) => line.settles)
    : isPaymentDocument(document)
      ? document.allocations.map((allocation) => allocation.reference)
      : [document.basedOn]
  return [...new Set(named.filter((reference) => reference !== null))]
}

/** The documents that it names, by reference: the record's own, else those that other records left in the same target. */
export async function findNamed(
  sql: Sql,
  target: ConnectionKey,
  document: MappedDocument,
  held: ReadonlyMap<string, HeldDocument>,
): Promise<Record<string, NamedDocument>> {
  const references = namedReferences(document)
  const others = references.filter((reference) => !held.has(reference))
  const elsewhere = others.length === 0 ? [] : await findLinked(sql, target, others)
  const own = references.flatMap((reference) => held.get(reference) ?? [])
  return Object.fromEntries(
    [...own, ...elsewhere].map(({ reference, kind, externalId, rowIds }) => [reference, { kind, externalId, rowIds }]),
  )
}
