import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { kindText } from '#cli/document-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count, plural, table } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import type { Adoption } from '#database/adoptions'
import type { AdoptionFindings, TakenAdoptions } from '#engine/adopt'
import { confirmCommand, rejectCommand } from './adopt-decide.ts'
import { askedBy, rangeOf, type RangeOptions } from './range-options.ts'
import { assertNoCopy } from './work-through.ts'

interface Options extends RangeOptions {
  readonly integration?: string
  readonly yes?: boolean
  readonly release?: boolean
  readonly by?: string
}

export const adoptCommand = (io: Io): Command =>
  new Command('adopt')
    .description(
      'Finds the documents that the ERP holds already of the orders of a range (booked by hand, or by another connector), by number, amount and date, so that nothing is booked twice. From now on nothing is written for these orders until it is decided: --yes takes what is sure, "confirm" and "reject" decide about the rest, --release lets all go as if nothing were there.',
    )
    .option('--integration <key>', 'where there are several')
    .option('--from <day>', 'orders placed from this day on (YYYY-MM-DD, on the shop’s calendar)')
    .option('--to <day>', 'orders placed up to this day; default: until now')
    .option('--yes', 'take the sure ones; what the ERP does not have is written')
    .option('--release', 'adopt nothing more in this range: what is not adopted is written')
    .option('--by <name>', 'who decides; default: your account on this machine')
    .addCommand(confirmCommand(io))
    .addCommand(rejectCommand(io))
    .addHelpText(
      'after',
      examples([
        ['What is there already of October?', 'tillbridge adopt --from 2026-10-01 --to 2026-10-31'],
        ['Take what is sure', 'tillbridge adopt --from 2026-10-01 --to 2026-10-31 --yes'],
        ['This is the invoice of that order', 'tillbridge adopt confirm "#1001" ACC-SINV-2026-00031'],
      ]),
    )
    .action(async (options: Options, command: Command) => {
      if (options.from === undefined) command.error('error: name the first day with --from')
      const isJson = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        assertNoCopy(bridge)
        const integration = await chooseIntegration(bridge, options.integration)
        if (options.release === true) return release(io, bridge, integration, options, isJson)
        const line = statusLine(io, !isJson)
        const request = {
          organizationId: bridge.organizationId,
          integrationId: integration.integrationId,
          ...rangeOf(options, integration, bridge.clock.now()),
          onProgress: (orders: number) => line.show(`${plural(orders, 'order')} planned`),
        }
        const by = askedBy(options.by, io.env)
        const taken = options.yes === true ? await bridge.engine.takeSure({ ...request, by }) : null
        const found = taken ?? (await bridge.engine.findAdoptions(request))
        line.clear()
        if (taken !== null && taken.failed.length > 0) io.fail()
        if (isJson) io.out(JSON.stringify(shown(found, taken)))
        else io.out(findingsText(io, found, taken))
      })
    })

async function release(
  io: Io,
  bridge: Bridge,
  integration: ChosenIntegration,
  options: Options,
  isJson: boolean,
): Promise<void> {
  const { organizationId } = bridge
  const { integrationId } = integration
  const range = rangeOf(options, integration, bridge.clock.now())
  const released = await bridge.engine.releaseAdoptions({ organizationId, integrationId, ...range })
  io.out(
    isJson ? JSON.stringify({ released }) : `${plural(released, 'order')} released: what is not adopted is written.`,
  )
}

const shown = ({ orders, ours, adoptions, missing }: AdoptionFindings, taken: TakenAdoptions | null) => ({
  orders,
  ours,
  sure: adoptions.filter(({ state }) => state === 'sure'),
  doubtful: adoptions.filter(({ state }) => state === 'doubtful'),
  adopted: adoptions.filter(({ state }) => state === 'adopted'),
  missing: missing.map(({ orderName, kind, reference, total, currency, date }) => ({
    orderName,
    kind,
    reference,
    total,
    currency,
    date,
  })),
  ...(taken === null ? {} : { taken: taken.adopted, failed: taken.failed, released: taken.released }),
})

const REASONS: Readonly<Record<string, string>> = {
  several: 'several could be it',
  'number-missing': 'names no order; amount, day and customer fit',
  'amount-differs': 'another amount',
  'tax-differs': 'another tax',
  'date-differs': 'another day',
  'not-issued': 'a draft',
}

function findingsText(io: Io, found: AdoptionFindings, taken: TakenAdoptions | null): string {
  const { colors } = io
  const { orders, ours, adoptions, missing } = found
  const doubtful = adoptions.filter(({ state }) => state === 'doubtful')
  const sure = adoptions.filter(({ state }) => state === 'sure')
  const lines: string[] = []
  if (sure.length > 0) lines.push(colors.bold('Sure'), pairsText(io, sure), '')
  if (doubtful.length > 0) lines.push(colors.bold('Doubtful: you decide'), pairsText(io, doubtful), '')
  const parts = [
    ...(taken === null ? [`${count(sure.length)} sure`] : [`${count(taken.adopted)} adopted`]),
    `${count(doubtful.length)} doubtful`,
    `${plural(missing.length, 'document')} not in the ERP`,
  ]
  lines.push(
    `${plural(orders, 'order')}: ${parts.join(', ')}${ours > 0 ? `; ${count(ours)} more need no adoption` : ''}.`,
  )
  for (const { orderName, externalId, message } of taken?.failed ?? []) {
    lines.push(`  ${colors.red('▲')} ${orderName} ${externalId}: ${message}`)
  }
  if (taken !== null) lines.push(`  ${plural(taken.released, 'order')} decided; they are brought in step.`)
  else if (orders > 0)
    lines.push(
      `${colors.dim('→')} Nothing is written for these orders until you decide: --yes, confirm, reject, --release.`,
    )
  return lines.join('\n')
}

const pairsText = ({ colors, columns }: Io, adoptions: readonly Adoption[]): string =>
  table(
    [
      { title: 'order' },
      { title: 'document' },
      { title: 'planned', align: 'right' },
      { title: 'in the ERP' },
      { title: 'amount', align: 'right' },
      { title: 'day' },
      { title: 'why', flexible: true },
    ],
    adoptions.map(({ recordName, kind, planned, externalId, found, reasons }) => [
      recordName ?? '',
      kindText(kind),
      `${planned.total} ${planned.currency}`,
      externalId,
      found.total,
      found.date,
      reasons.map((reason) => REASONS[reason] ?? reason).join(', '),
    ]),
    { colors, width: columns },
  )
