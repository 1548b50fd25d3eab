import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { audited } from '#cli/audited'
import type { Io } from '#cli/io'
import { plural, table } from '#cli/output'
import { personHere } from '#cli/person-here'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { anythingKept, countKept, type KeptOfPerson, readKept } from '#database/person-data'
import { findPeople, type KnownPerson } from '#database/person-find'
import { inTransaction, type Sql } from '#database/pool'
import { erasePerson } from '#engine/erase-person'
import { TillbridgeError } from '#lib/errors'

const WHO = 'an e-mail address, or the id that a store gave the customer'

type Kept = KnownPerson & { readonly kept: KeptOfPerson }

export const findCommand = (io: Io): Command =>
  new Command('find')
    .summary('how much is kept of a person')
    .argument('<who>', WHO)
    .action(async (who: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const change = { event: 'privacy.looked-up', subject: 'customer' }
        const { people, isComplete } = await audited(bridge, io, change, () =>
          keptOf(bridge.pool, bridge.organizationId, who),
        )
        if (globalOptions(command).json === true)
          return io.out(JSON.stringify({ people: people.map(shown), isComplete }))
        io.out(people.length === 0 ? 'Nothing is kept of this person.' : foundText(io, people))
        if (!isComplete) io.out(io.colors.yellow('There are more orders that name nobody than could be looked into.'))
      })
    })

export const exportCommand = (io: Io): Command =>
  new Command('export')
    .summary('write everything that is kept of a person to a file')
    .argument('<who>', WHO)
    .requiredOption('--out <file>', 'the JSON file')
    .action(async (who: string, { out }: { readonly out: string }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const change = { event: 'privacy.exported', subject: 'customer' }
        const stores = await audited(bridge, io, change, async () => {
          const people = await knownOrRefused(bridge.pool, bridge.organizationId, who)
          return await Promise.all(
            people.map(async (person) => ({ ...shown(person), ...(await readKept(bridge.pool, person)) })),
          )
        })
        // Only whoever asked for it may read it.
        await writeFile(out, `${JSON.stringify({ about: who, stores }, null, 2)}\n`, { mode: 0o600 })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ file: out, stores: stores.length }))
        io.out(`${io.colors.green('✓')} Everything that is kept of this person is in ${out}.`)
      })
    })

export const eraseCommand = (io: Io): Command =>
  new Command('erase')
    .summary('erase what is kept of a person; documents in the ERP stay')
    .description(
      'Names, addresses, mailboxes and everything that was said go; figures, ids and references stay, so that the books still add up. Erase the person in the store first: an order that changes there brings back what it says. It cannot be taken back.',
    )
    .argument('<who>', WHO)
    .requiredOption('--confirm <who>', 'the same again')
    .action(async (who: string, { confirm }: { readonly confirm: string }, command: Command) => {
      if (confirm.toLowerCase() !== who.toLowerCase())
        command.error('error: --confirm has to be the same as the person')
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const by = { askedBy: personHere(io), now: clock.now() }
        const change = { event: 'privacy.erased', subject: 'customer' }
        const done = await audited(bridge, io, change, async () => {
          const people = await knownOrRefused(pool, organizationId, who)
          return await inTransaction(pool, (sql) => erasePerson(sql, people, by))
        })
        if (globalOptions(command).json === true) return io.out(JSON.stringify(done))
        const rows = Object.values(done.erased).reduce((sum, each) => sum + each, 0)
        io.out(`${io.colors.green('✓')} ${plural(rows, 'row')} erased. What the ERP holds stays, as the law wants.`)
      })
    })

async function keptOf(
  sql: Sql,
  organizationId: string,
  who: string,
): Promise<{ readonly people: readonly Kept[]; readonly isComplete: boolean }> {
  const { people, isComplete } = await findPeople(sql, organizationId, who)
  const counted = await Promise.all(people.map(async (person) => ({ ...person, kept: await countKept(sql, person) })))
  return { people: counted.filter(({ kept }) => anythingKept(kept)), isComplete }
}

async function knownOrRefused(sql: Sql, organizationId: string, who: string): Promise<readonly Kept[]> {
  const { people } = await keptOf(sql, organizationId, who)
  if (people.length > 0) return people
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PERSON_UNKNOWN',
    message: 'Nothing is kept of this person.',
    remedy: 'Check the e-mail address or the customer id; a guest is found by the address of the order.',
  })
}

const shown = ({ connection, names, emails, subjects, kept }: Kept) => ({
  store: connection,
  names,
  emails,
  customerIds: subjects,
  kept,
})

function foundText({ colors, columns }: Io, people: readonly Kept[]): string {
  const rows = people.flatMap(({ connection, names, kept }) =>
    Object.entries(kept)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => [connection, names.join(', '), kind, String(count)]),
  )
  const titles = ['store', 'name', 'what', 'how much'].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}
