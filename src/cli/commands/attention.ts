import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural, table, when } from '#cli/output'
import { allIntegrations, chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { attentionGroups } from '#database/attention'
import { aboutCause, assigneesOf, countNotes } from '#database/notes'
import { assignCommand, noteCommand, showCommand, unnoteCommand } from './attention-care.ts'

const MOST_CAUSES = 100

export const attentionCommand = (io: Io): Command =>
  new Command('attention')
    .description(
      'What waits for a person, by its cause. Each cause, and each transfer, can be handed to a member and carries notes for the others.',
    )
    .addCommand(listCommand(io))
    .addCommand(showCommand(io))
    .addCommand(assignCommand(io))
    .addCommand(noteCommand(io))
    .addCommand(unnoteCommand(io))
    .addHelpText(
      'after',
      examples([
        ['Who takes care of what?', 'tillbridge attention list'],
        [
          'Hand a cause to somebody',
          'tillbridge attention assign TAX_NOT_MAPPED --subject tax:FI:25.5 --to ada@example.com',
        ],
        ['Tell the others', 'tillbridge attention note "#1001" "The accountant knows the account."'],
      ]),
    )

interface Group {
  readonly about: string
  readonly integration: string
  readonly code: string
  readonly subject: string | null
  readonly message: string
  readonly remedy: string | null
  readonly transfers: number
  readonly oldestAt: string | null
  readonly assignee: string | null
  readonly notes: number
}

const listCommand = (io: Io): Command =>
  new Command('list')
    .summary('what waits for a person, by cause, with whose it is')
    .option('--integration <key>', 'only of this integration')
    .action(async ({ integration: key }: { readonly integration?: string }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId } = bridge
        const chosen = key === undefined ? null : await chooseIntegration(bridge, key)
        const integrations = await allIntegrations(bridge)
        const filter = { integrationId: chosen?.integrationId, flow: undefined, limit: MOST_CAUSES }
        const { groups } = await attentionGroups(pool, organizationId, filter)
        const named = groups.map(({ integrationId, ...group }) => {
          const integration = integrations.find((each) => each.integrationId === integrationId)?.key ?? ''
          return { ...group, integration, about: aboutCause({ ...group, integration }) }
        })
        const abouts = named.map(({ about }) => about)
        const assignees = await assigneesOf(pool, organizationId, abouts)
        const notes = await countNotes(pool, organizationId, abouts)
        const items = named.map((group) => ({
          ...group,
          assignee: assignees.get(group.about)?.name ?? null,
          notes: notes.get(group.about) ?? 0,
        }))
        io.out(globalOptions(command).json === true ? JSON.stringify(items) : listText(io, items))
      })
    })

function listText({ colors, columns }: Io, groups: readonly Group[]): string {
  if (groups.length === 0) return 'Nothing waits for a person.'
  const rows = groups.map(({ code, subject, integration, transfers, oldestAt, assignee, notes }) => [
    colors.bold(code),
    subject ?? '',
    integration,
    String(transfers),
    oldestAt === null ? '' : when(oldestAt, 'UTC'),
    assignee ?? '',
    notes === 0 ? '' : plural(notes, 'note'),
  ])
  const titles = ['cause', 'about', 'integration', 'transfers', 'oldest (UTC)', 'taken care of by', ''].map(
    (title) => ({
      title,
      ...(title === 'about' ? { flexible: true } : {}),
    }),
  )
  return table(titles, rows, { colors, width: columns })
}
