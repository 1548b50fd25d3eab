import { Command, InvalidArgumentError } from 'commander'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count, table } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { readRetention } from '#database/retention'
import { changeRetention, previewRetention, showRetention, type ShownRetention } from '#engine/retention-rules'
import { isRetentionKind, RETENTION_KINDS, type RetentionKind } from '#model/retention'

export const retentionCommand = (io: Io): Command =>
  new Command('retention')
    .description(
      'How long what is kept for a time is kept. What is older goes within the hour. Documents, their links and the rules that they were written by stay.',
    )
    .addCommand(showCommand(io))
    .addCommand(setCommand(io))
    .addHelpText(
      'after',
      examples([
        ['What is kept, and what goes next?', 'tillbridge retention show'],
        ['Keep calls to both systems for three months', 'tillbridge retention set attempts 90'],
        ['Only look at what would go', 'tillbridge retention set deliveries 7 --preview'],
      ]),
    )

const showCommand = (io: Io): Command =>
  new Command('show')
    .summary('how long everything is kept, and what goes next')
    .action(async (_options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const items = await showRetention(bridge, bridge.organizationId)
        io.out(globalOptions(command).json === true ? JSON.stringify({ items }) : listText(io, items))
      })
    })

const setCommand = (io: Io): Command =>
  new Command('set')
    .summary('keep something for so many days')
    .argument('<kind>', RETENTION_KINDS.join(', '), kindOf)
    .argument('<days>', 'a number, or "always": as long as the books', daysOf)
    .option('--preview', 'only count what would go')
    .action(async (kind: RetentionKind, days: number | 'always', options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId } = bridge
        const wanted = { kind, days: days === 'always' ? null : days }
        const goes = await previewRetention(bridge, organizationId, wanted)
        if (options.preview !== true) {
          const before = await readRetention(pool, organizationId)
          const change = {
            event: 'retention.changed',
            subject: 'retention',
            before,
            after: { [kind]: wanted.days },
          }
          await audited(bridge, io, change, () => changeRetention(bridge, organizationId, { [kind]: wanted.days }))
        }
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ ...wanted, goes }))
        const kept = options.preview === true ? 'Nothing was changed.' : `${kind}: ${keptText(wanted.days)}.`
        io.out(`${kept} ${goesText(goes)}`)
      })
    })

interface Options {
  readonly preview?: boolean
}

function kindOf(text: string): RetentionKind {
  if (isRetentionKind(text)) return text
  throw new InvalidArgumentError(`One of: ${RETENTION_KINDS.join(', ')}.`)
}

function daysOf(text: string): number | 'always' {
  if (text === 'always') return text
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A number of days, or "always".')
}

const keptText = (days: number | null): string =>
  days === null ? 'kept as long as the books' : `kept for ${days} days`

const goesText = ({ rows, isMore }: ShownRetention['goes']): string =>
  rows === 0 ? 'Nothing is that old.' : `${isMore ? 'More than ' : ''}${count(rows)} of them are older.`

function listText({ colors, columns }: Io, items: readonly ShownRetention[]): string {
  const rows = items.map(({ kind, days, usual, least, goes }) => [
    kind,
    keptText(days),
    days === usual ? colors.dim('as usual') : '',
    colors.dim(`at least ${least} days`),
    goes.rows === 0 ? '' : `${goes.isMore ? '>' : ''}${count(goes.rows)}`,
  ])
  const titles = [
    { title: 'what' },
    { title: 'kept' },
    { title: '' },
    { title: '' },
    { title: 'goes next', align: 'right' as const },
  ]
  return table(titles, rows, { colors, width: columns })
}
