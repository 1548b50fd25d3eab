import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count, hanging, money, plural, table } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import type { Preflight } from '#engine/preflight/preflight'
import { rangeOf, type RangeOptions } from './range-options.ts'

interface Options extends RangeOptions {
  readonly all?: boolean
}

const USUAL_DAYS = 90
const DAY_MS = 86_400_000

export const preflightCommand = (io: Io): Command =>
  new Command('preflight')
    .description(
      'Reads past orders and lists every tax, payment method, delivery method, location and SKU that is not mapped, with the orders and the money that it stops. Writes nothing.',
    )
    .argument('[integration]', 'where there are several')
    .option('--from <day>', 'the first day (YYYY-MM-DD, on the shop’s calendar) or an instant; default: 90 days ago')
    .option('--to <day>', 'the last day; default: until now')
    .option('--all', 'also list what is mapped')
    .addHelpText(
      'after',
      examples([
        ['What would be missing if the orders of 90 days came now?', 'tillbridge preflight'],
        ['Of this month alone, all of it', 'tillbridge preflight --from 2026-11-01 --all'],
      ]),
    )
    .action(async (key: string | undefined, options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, key)
        const now = bridge.clock.now()
        const from = options.from ?? new Date(now.getTime() - USUAL_DAYS * DAY_MS).toISOString()
        const line = statusLine(io, !isJson)
        const report = await bridge.engine.preflight({
          organizationId: bridge.organizationId,
          integrationId: integration.integrationId,
          ...rangeOf({ ...options, from }, integration, now),
          onProgress: ({ orders, lacking }) =>
            line.show(`${plural(orders, 'order')} read, ${count(lacking)} lack something`),
        })
        line.clear()
        if (isJson) io.out(JSON.stringify(report))
        else io.out(reportText(io, report, options.all === true))
      })
    })

function reportText(io: Io, { orders, ready, values, reasons }: Preflight, all: boolean): string {
  const { colors, columns } = io
  const shown = values.filter(({ state }) => all || state === 'missing')
  const list = table(
    [
      { title: '' },
      { title: 'what' },
      { title: 'orders', align: 'right' },
      { title: 'money', align: 'right' },
      { title: 'for example', flexible: true },
    ],
    shown.map((value) => [
      value.state === 'missing' ? colors.red('▲') : colors.dim(value.state === 'mapped' ? '✓' : '·'),
      `${value.kind} ${value.label}`,
      count(value.orders),
      value.money.map(({ amount, currency }) => money(amount, currency)).join(', '),
      value.example,
    ]),
    { colors, width: columns },
  )
  const remedies = shown.flatMap(({ state, remedy }) => (state === 'missing' && remedy !== null ? [remedy] : []))
  const others = reasons.map(
    (reason) => `${colors.yellow('!')} ${plural(reason.orders, 'order')} (${reason.example}): ${reason.message}`,
  )
  const mark = ready === orders ? colors.green('✓') : colors.yellow('▲')
  return [
    ...(shown.length === 0 ? [] : [list, '']),
    ...remedies.map((remedy) => hanging(`  ${colors.dim('→')} `, remedy, columns)),
    ...others.map((text) => hanging('  ', text, columns)),
    ...(remedies.length + others.length === 0 ? [] : ['']),
    `${mark} ${plural(orders, 'order')} read: ${count(ready)} could be booked as they are. Nothing was written.`,
  ].join('\n')
}
