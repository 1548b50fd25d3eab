import { Command, Option } from 'commander'
import { type CsvCell, writeCsv } from '#cli/csv-file'
import { driftText } from '#cli/drift-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import { lastReport } from '#database/drift'
import { DRIFT_AREAS, type DriftArea, type DriftReport, keptReport } from '#drift/difference'
import { dateIn } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import { rangeOf, type RangeOptions } from './range-options.ts'

interface Options extends RangeOptions {
  readonly area?: readonly DriftArea[]
  readonly last?: boolean
  readonly days?: boolean
  readonly csv?: string
}

export const driftCommand = (io: Io): Command =>
  new Command('drift')
    .description(
      'Compares store and ERP: orders, payments and taxes of past days, and stock and prices as they are now. Names each difference with the side that is wrong, why, and what to do. Writes nothing to either.',
    )
    .argument('[integration]', 'where there are several')
    .option('--from <day>', 'the first day (YYYY-MM-DD, on the shop’s calendar) or an instant; default: seven days ago')
    .option('--to <day>', 'the last day; default: until now')
    .addOption(
      new Option('--area <area...>', 'only these; default: all whose flow is switched on').choices(DRIFT_AREAS),
    )
    .option('--last', 'show the newest report again instead of comparing')
    .option('--days', 'also show the sums of each day')
    .option('--csv <file>', 'write the differences into a file for a spreadsheet too')
    .addHelpText(
      'after',
      examples([
        ['Do both sides agree?', 'tillbridge drift'],
        [
          'November to the cent, for a spreadsheet',
          'tillbridge drift --from 2026-11-01 --area taxes --csv november.csv',
        ],
        ['What did the last night find?', 'tillbridge drift --last'],
      ]),
    )
    .action(async (key: string | undefined, options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, key)
        const owner = { organizationId: bridge.organizationId, integrationId: integration.integrationId }
        const line = statusLine(io, !isJson)
        const report =
          options.last === true
            ? kept(await lastReport(bridge.pool, owner))
            : await bridge.engine.drift({
                ...owner,
                ...rangeFor(options, integration, bridge.clock.now()),
                timeZone: integration.timeZone,
                madeBy: 'person',
                ...(options.area === undefined ? {} : { areas: options.area }),
                onProgress: ({ area, compared }) => line.show(`${area}: ${plural(compared, 'record')} compared`),
              })
        line.clear()
        if (options.csv !== undefined) await writeCsv(options.csv, CSV_HEAD, csvLines(report))
        if (isJson) return io.out(JSON.stringify(report))
        io.out(driftText(io, report, { days: options.days === true }))
        if (options.csv !== undefined) io.out(`  Written: ${options.csv}`)
      })
    })

const DAY_MS = 24 * 60 * 60_000
const USUAL_DAYS = 7

function rangeFor(options: RangeOptions, integration: ChosenIntegration, now: Date) {
  const from = options.from ?? dateIn(integration.timeZone, new Date(now.getTime() - USUAL_DAYS * DAY_MS))
  return rangeOf({ ...options, from }, integration, now)
}

function kept(report: Awaited<ReturnType<typeof lastReport>>): DriftReport {
  if (report !== null) return keptReport(report.report)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'NO_REPORT',
    message: 'Store and ERP of this integration have not been compared yet.',
    remedy: 'Compare them now: tillbridge drift',
  })
}

const CSV_HEAD = [
  'area',
  'subject',
  'what',
  'day',
  'currency',
  'tax account',
  'rate %',
  'SKU',
  'location',
  'store',
  'ERP',
  'wrong side',
  'state',
  'because',
  'remedy',
  'document',
]

const csvLines = ({ differences }: DriftReport): CsvCell[][] =>
  differences.map((one) => [
    one.area,
    one.subject,
    one.what,
    one.day,
    one.currency,
    one.account,
    one.rate,
    one.sku,
    one.location,
    one.store,
    one.target,
    one.wrong === 'target' ? 'ERP' : one.wrong,
    one.state,
    one.because,
    one.remedy,
    one.externalId,
  ])
