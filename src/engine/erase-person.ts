import type { PoolClient } from 'pg'
import { type Erased, erase } from '#database/erase'
import type { KnownPerson } from '#database/person-find'
import { insertErasure } from '#database/privacy'

export interface PersonErased {
  readonly requestIds: readonly string[]
  readonly erased: Erased
}

/**
 * Erases everything that is kept of a person, as if each store had asked for it, and keeps the requests as the proof. Call inside a
 * transaction.
 *
 * @param by.askedBy who decided it, as the proof names them.
 */
export async function erasePerson(
  sql: PoolClient,
  people: readonly KnownPerson[],
  by: { readonly askedBy: string; readonly now: Date },
): Promise<PersonErased> {
  const requestIds: string[] = []
  let erased = NOTHING
  for (const person of people) {
    for (const { subject, email } of namesOf(person)) {
      const request = await insertErasure(sql, { ...person, subject, email, ...by })
      erased = sum(erased, await erase(sql, request))
      requestIds.push(request.requestId)
    }
  }
  return { requestIds, erased }
}

/** A request is about one account and one mailbox: as many as are needed to name all of both. */
function namesOf({ subjects, emails }: KnownPerson): { subject: string | null; email: string | null }[] {
  const count = Math.max(1, subjects.length, emails.length)
  return Array.from({ length: count }, (_, at) => ({ subject: subjects[at] ?? null, email: emails[at] ?? null }))
}

const NOTHING: Erased = { events: 0, transfers: 0, attempts: 0, documents: 0, evidence: 0, parties: 0, files: 0 }

/** Rows that two requests of one person emptied are counted with the first. */
const sum = (one: Erased, two: Erased): Erased => ({
  events: one.events + two.events,
  transfers: Math.max(one.transfers, two.transfers),
  attempts: Math.max(one.attempts, two.attempts),
  documents: Math.max(one.documents, two.documents),
  evidence: Math.max(one.evidence, two.evidence),
  parties: one.parties + two.parties,
  files: one.files + two.files,
})
