import { Command, InvalidArgumentError } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { type Column, plural, table } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import type { ComparedDay } from '#engine/ledger'
import { dateIn } from '#lib/clock'

interface Options {
  readonly integration?: string
  readonly days: number
}

const DEFAULT_DAYS = 7
const MOST_DAYS = 366
const DAY_MS = 24 * 60 * 60_000

export const ledgerCommand = (io: Io): Command =>
  new Command('ledger')
    .description(
      'Counts the orders of each day in the store and here. Every order of the store is in exactly one state here; what the store has and we have never heard of is missing.',
    )
    .option('--integration <key>', 'where there are several')
    .option('--days <number>', 'how many days, today included', parseDays, DEFAULT_DAYS)
    .addHelpText('after', examples([['The last week, day by day', 'tillbridge ledger']]))
    .action(async (options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { integrationId, timeZone } = await chooseIntegration(bridge, options.integration)
        const days = lastDays(bridge.clock.now(), timeZone, options.days)
        const { organizationId } = bridge
        const ledger = await bridge.engine.ledger({ organizationId, integrationId, flow: 'orders', timeZone, days })
        io.out(
          globalOptions(command).json === true ? JSON.stringify({ timeZone, days: ledger }) : ledgerText(io, ledger),
        )
      })
    })

function parseDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days
  throw new InvalidArgumentError(`Write a whole number from 1 to ${MOST_DAYS}.`)
}

function lastDays(now: Date, timeZone: string, count: number): string[] {
  const today = new Date(`${dateIn(timeZone, now)}T00:00:00Z`).getTime()
  return Array.from({ length: count }, (_, index) =>
    new Date(today - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  )
}

const COLUMNS: readonly Column[] = [
  { title: 'day' },
  ...['in the store', 'here', 'in step', 'skipped', 'open', 'need a person', 'missing'].map((title): Column => ({
    title,
    align: 'right',
  })),
]

function ledgerText({ colors, columns }: Io, days: readonly ComparedDay[]): string {
  const rows = days.map((day) => [
    day.day,
    day.storeRecords === null ? '?' : String(day.storeRecords),
    ...[day.records, day.synced, day.skipped, day.open, day.attention].map(String),
    day.missing === null || day.missing === 0 ? '0' : colors.red(String(day.missing)),
  ])
  const missing = days.reduce((sum, day) => sum + Math.max(0, day.missing ?? 0), 0)
  const verdict =
    missing === 0
      ? `${colors.green('✓')} Nothing is missing.`
      : `${colors.red('✗')} ${plural(missing, 'order')} of the store never arrived here. Search for them with: tillbridge sync`
  return `${table(COLUMNS, rows, { colors, width: columns })}\n\n${verdict}`
}
