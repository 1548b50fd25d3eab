import { Command } from 'commander'
import { type CsvCell, writeCsv } from '#cli/csv-file'
import { kindText } from '#cli/document-text'
import { examples } from '#cli/help'
import type { Colors, Io } from '#cli/io'
import { count, plural, table } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import type { ShadowEntry, ShadowReport, ShadowVerdict } from '#engine/shadow'
import { rangeOf, type RangeOptions } from './range-options.ts'

interface Options extends RangeOptions {
  readonly csv?: string
  readonly all?: boolean
}

export const shadowCommand = (io: Io): Command =>
  new Command('shadow')
    .description(
      'Plans the orders of past days as if Tillbridge had booked them, and compares each document with what the ERP holds: equal, different and where, missing, extra. Writes nothing.',
    )
    .argument('[integration]', 'where there are several')
    .requiredOption('--from <day>', 'the first day (YYYY-MM-DD, on the shop’s calendar) or an instant')
    .option('--to <day>', 'the last day; default: until now')
    .option('--all', 'also list what is equal')
    .option('--csv <file>', 'write everything into a file for a spreadsheet too')
    .addHelpText(
      'after',
      examples([
        ['Would last week have come out the same?', 'tillbridge shadow --from 2026-11-09 --to 2026-11-15'],
        ['All of it, for a spreadsheet', 'tillbridge shadow --from 2026-11-01 --csv november.csv'],
      ]),
    )
    .action(async (key: string | undefined, options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, key)
        const { organizationId, engine } = bridge
        const line = statusLine(io, !isJson)
        const report = await engine.shadow({
          organizationId,
          integrationId: integration.integrationId,
          ...rangeOf(options, integration, bridge.clock.now()),
          onProgress: (orders) => line.show(`${plural(orders, 'order')} planned`),
        })
        line.clear()
        if (options.csv !== undefined) await writeCsv(options.csv, CSV_HEAD, csvLines(report))
        if (isJson) return io.out(JSON.stringify(report))
        io.out(reportText(io, report, options.all === true))
        if (options.csv !== undefined) io.out(`  Written: ${options.csv}`)
      })
    })

const COLORS: Readonly<Record<ShadowVerdict, keyof Pick<Colors, 'green' | 'red' | 'yellow' | 'dim'>>> = {
  equal: 'green',
  different: 'red',
  missing: 'yellow',
  extra: 'yellow',
  held: 'dim',
}

function reportText({ colors, columns }: Io, { orders, counts, entries }: ShadowReport, all: boolean): string {
  const shown = entries.filter((entry) => all || entry.verdict !== 'equal')
  const list = table(
    [
      { title: 'order' },
      { title: 'document' },
      { title: '' },
      { title: 'in the ERP' },
      { title: 'what', flexible: true },
    ],
    shown.map((entry) => [
      entry.orderName ?? '',
      entry.kind === null ? '' : kindText(entry.kind),
      colors[COLORS[entry.verdict]](entry.verdict),
      entry.externalId ?? '',
      whatText(entry),
    ]),
    { colors, width: columns },
  )
  const summary = `${plural(orders, 'order')}: ${Object.entries(counts)
    .map(([verdict, number]) => `${count(number)} ${verdict}`)
    .join(', ')}`
  const mark =
    counts.different + counts.missing + counts.extra + counts.held === 0 ? colors.green('✓') : colors.yellow('▲')
  return [...(shown.length === 0 ? [] : [list, '']), `${mark} ${summary}. Nothing was written.`].join('\n')
}

function whatText({ differences, reason, planned, found }: ShadowEntry): string {
  if (reason !== null) return reason
  if (differences.length > 0) {
    return differences
      .map(({ what, planned: ours, found: theirs }) => `${what}: ${ours ?? '–'} → ${theirs ?? '–'}`)
      .join('; ')
  }
  const figures = planned ?? found
  return figures === null ? '' : `${figures.total} ${figures.currency} on ${figures.date}`
}

const CSV_HEAD = [
  'order',
  'kind',
  'verdict',
  'document',
  'what',
  'planned total',
  'found total',
  'planned tax',
  'found tax',
  'currency',
  'planned date',
  'found date',
  'planned customer',
  'found customer',
]

const csvLines = ({ entries }: ShadowReport): CsvCell[][] =>
  entries.map((entry) => {
    const { planned, found } = entry
    const head = [entry.orderName, entry.kind, entry.verdict, entry.externalId, entry.reason ?? differencesText(entry)]
    const sums = [planned?.total, found?.total, planned?.taxTotal, found?.taxTotal, (planned ?? found)?.currency]
    return [...head, ...sums, planned?.date, found?.date, planned?.customer, found?.customer]
  })

const differencesText = ({ differences }: ShadowEntry): string =>
  differences.map(({ what, planned, found }) => `${what}: ${planned ?? ''} -> ${found ?? ''}`).join('; ')
