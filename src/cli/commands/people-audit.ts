import { Command } from 'commander'
import { examples } from '#cli/help'
import { parseInstant } from '#cli/instants'
import type { Io } from '#cli/io'
import { table, when } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type AuditEvent, listAuditEvents } from '#database/audit-list'

interface Options {
  readonly subject?: string
  readonly event?: string
  readonly actor?: string
  readonly since?: string
  readonly until?: string
  readonly limit: string
}

export const auditCommand = (io: Io): Command =>
  new Command('audit')
    .summary('who changed what, the newest first')
    .option('--subject <text>', 'only what was done to this, e.g. person:kim@example.com')
    .option('--event <name>', 'only this, or all that begin so up to a dot, e.g. member.')
    .option('--actor <name>', 'only what this person, key or user of the machine did')
    .option('--since <instant>', 'not before this day or time (UTC)')
    .option('--until <instant>', 'before this day or time (UTC)')
    .option('--limit <number>', 'how many at most', '50')
    .addHelpText(
      'after',
      examples([['With what it was before and after', 'tillbridge people audit --event member. --json']]),
    )
    .action(async ({ limit, since, until, ...rest }: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async ({ pool, organizationId }) => {
        const most = Math.min(Math.max(Number.parseInt(limit, 10) || 50, 1), 10_000)
        const filter = { ...rest, since: instantOf(since), until: instantOf(until) }
        const events = await listAuditEvents(pool, organizationId, { ...filter, limit: most })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ events }))
        io.out(events.length === 0 ? 'Nothing of that kind is known.' : listText(io, events))
      })
    })

const instantOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : parseInstant(text, 'UTC').toISOString()

function listText({ colors, columns }: Io, events: readonly AuditEvent[]): string {
  const rows = events.map(({ at, event, outcome, by, subject }) => [
    when(at, 'UTC'),
    event,
    outcome === 'done' ? '' : colors.yellow(outcome),
    by.name,
    subject ?? '',
  ])
  const titles = ['at (UTC)', 'what', '', 'who', 'to what'].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}
