import { Command, Option } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import type { FileKind } from '#csv/columns'
import { dateIn } from '#lib/clock'
import { kindArgument, readMapping } from './files-options.ts'
import { rangeOf, type RangeOptions } from './range-options.ts'

interface Options extends RangeOptions {
  readonly integration?: string
  readonly mapping?: string
  readonly side: 'store' | 'target'
}

const DAY_MS = 24 * 60 * 60_000
const USUAL_DAYS = 30

export const filesExportCommand = (io: Io): Command =>
  new Command('export')
    .description('Writes orders, products, stock or prices into a CSV file. Changes nothing anywhere.')
    .addArgument(kindArgument())
    .argument('<file>', 'the file to write')
    .option('--integration <key>', 'where there are several')
    .option('--mapping <file>', 'what the columns are called and how numbers are spelled (YAML)')
    .addOption(
      new Option('--side <side>', 'whose; orders are those of the store').choices(['store', 'target']).default('store'),
    )
    .option('--from <day>', 'orders placed from this day on; default: 30 days ago')
    .option('--to <day>', 'orders placed up to this day; default: until now')
    .addHelpText(
      'after',
      examples([
        ['The orders of November', 'tillbridge files export orders november.csv --from 2026-11-01 --to 2026-11-30'],
        ['What the ERP has in stock', 'tillbridge files export stock stock.csv --side target'],
      ]),
    )
    .action(async (kind: FileKind, path: string, options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, options.integration)
        const now = bridge.clock.now()
        const from = options.from ?? dateIn(integration.timeZone, new Date(now.getTime() - USUAL_DAYS * DAY_MS))
        const line = statusLine(io, !isJson)
        const rows = await bridge.engine.exportFile({
          organizationId: bridge.organizationId,
          integrationId: integration.integrationId,
          kind,
          path,
          from: options.side,
          mapping: await readMapping(options.mapping, integration.timeZone),
          ...rangeOf({ ...options, from }, integration, now),
          onProgress: (written) => line.show(`${plural(written, 'row')} written`),
        })
        line.clear()
        io.out(isJson ? JSON.stringify({ rows, path }) : `${io.colors.green('✓')} ${path}: ${plural(rows, 'row')}.`)
      })
    })
