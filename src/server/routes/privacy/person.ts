import { anythingKept, countKept, readKept } from '#database/person-data'
import { findPeople, type KnownPerson } from '#database/person-find'
import { inTransaction } from '#database/pool'
import { erasePerson } from '#engine/erase-person'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'

// The audit log keeps who looked and how much there was, but not for whom: it would be one more place that knows the person.

export const findPersonRoute: Handler<'privacy.find'> = async ({ services, organizationId, body, note }) => {
  const { people, isComplete } = await findPeople(services.pool, organizationId, body.who)
  const counted = await Promise.all(
    people.map(async ({ names, emails, subjects, ...person }) => ({
      connection: person.connection,
      names: [...names],
      emails: [...emails],
      subjects: [...subjects],
      kept: await countKept(services.pool, { ...person, names, emails, subjects }),
    })),
  )
  const found = counted.filter(({ kept }) => anythingKept(kept))
  note({ after: { stores: found.length, orders: sum(found.map(({ kept }) => kept.orders)) } })
  return { people: found, isComplete }
}

export const exportPerson: Handler<'privacy.export'> = async ({ services, organizationId, body, note }) => {
  const { pool, clock } = services
  const people = await known(pool, organizationId, body.who)
  note({ subject: subjectOf(people), after: { stores: people.length } })
  const at = clock.now().toISOString()
  return {
    fileName: `personal-data-${at.slice(0, 10)}.json`,
    type: 'application/json',
    body: exported(people, (person) => readKept(pool, person), { at, who: body.who }),
  }
}

/** Store by store, so that one is in memory at a time. */
async function* exported(
  people: readonly KnownPerson[],
  read: (person: KnownPerson) => Promise<object>,
  { at, who }: { readonly at: string; readonly who: string },
): AsyncIterable<string> {
  yield `{"about":${JSON.stringify(who)},"madeAt":${JSON.stringify(at)},"stores":[`
  for (const [index, person] of people.entries()) {
    const { connection, names, emails, subjects } = person
    const content = { store: connection, names, emails, customerIds: subjects, ...(await read(person)) }
    yield `${index === 0 ? '' : ','}${JSON.stringify(content, null, 2)}`
  }
  yield ']}\n'
}

export const erasePersonRoute: Handler<'privacy.erase'> = async ({ services, organizationId, actor, body, note }) => {
  const { pool, clock } = services
  if (body.who.toLowerCase() !== body.confirm.toLowerCase()) throw notConfirmed()
  const people = await known(pool, organizationId, body.who)
  const done = await inTransaction(pool, (sql) =>
    erasePerson(sql, people, { askedBy: actor.email ?? actor.name, now: clock.now() }),
  )
  note({ subject: `privacy-request:${done.requestIds[0] ?? ''}`, after: done.erased })
  return { requestIds: [...done.requestIds], erased: sum(Object.values(done.erased)) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

/** By the store's id, which tells nothing to who has no key of the store. */
const subjectOf = (people: readonly KnownPerson[]): string =>
  people.flatMap(({ connection, subjects }) => subjects.map((each) => `customer:${connection}/${each}`))[0] ??
  'customer:guest'

async function known(
  pool: Parameters<typeof findPeople>[0],
  organizationId: string,
  who: string,
): Promise<readonly KnownPerson[]> {
  const { people } = await findPeople(pool, organizationId, who)
  const kept = await Promise.all(people.map(async (person) => anythingKept(await countKept(pool, person))))
  const found = people.filter((_person, index) => kept[index])
  if (found.length === 0) throw personUnknown()
  return found
}

const personUnknown = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PERSON_UNKNOWN',
    message: 'Nothing is kept of this person.',
    remedy: 'Check the e-mail address or the customer id; a guest is found by the address of the order.',
  })

const notConfirmed = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOT_CONFIRMED',
    message: 'What was typed to confirm is not whom it is about.',
    remedy: 'Type the same e-mail address or customer id again.',
  })
