import { Command, Option } from 'commander'
import type { Bridge } from '#app/bridge'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { bar, count, plural } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { RECORD_WORDS } from '#cli/record-words'
import { statusLine, type StatusLine } from '#cli/status-line'
import { stopSignal } from '#cli/until-stopped'
import { type Backfill, backfillStates, listBackfills } from '#database/backfills'
import type { TransferState } from '#database/transfers'
import { BOOKED_FLOWS, DATED_FLOWS, type DatedFlow } from '#model/flows'
import { rangeOf, type RangeOptions } from './range-options.ts'
import { assertNoCopy, workThrough } from './work-through.ts'

interface Options extends RangeOptions {
  readonly flow: DatedFlow
  readonly wait: boolean
  readonly list?: boolean
}

type Counts = Readonly<Record<TransferState, number>>

export const importCommand = (io: Io): Command =>
  new Command('import')
    .description(
      'Brings in the orders of a range of days, or the records of another flow that came into being or changed in them, behind live orders and within the rate limits. Broken off, it goes on where it was when the same command is given again.',
    )
    .argument('[integration]', 'where there are several')
    .option('--from <day>', 'the first day (YYYY-MM-DD, on the shop’s calendar) or an instant')
    .option('--to <day>', 'the last day; default: until now')
    .addOption(
      new Option('--flow <flow>', 'what to bring in; any other flow than orders has to be on')
        .choices(DATED_FLOWS)
        .default('orders'),
    )
    .option('--no-wait', 'leave the work to the workers that run elsewhere')
    .option('--list', 'show earlier imports, with the ids that "undo --run" takes')
    .addHelpText(
      'after',
      examples([
        ['Bring in October', 'tillbridge import --from 2026-10-01 --to 2026-10-31'],
        ['Bring in the payouts of October', 'tillbridge import --flow payouts --from 2026-10-01 --to 2026-10-31'],
        ['Which imports were there?', 'tillbridge import --list'],
      ]),
    )
    .action(async (key: string | undefined, options: Options, command: Command) => {
      if (options.list !== true && options.from === undefined) command.error('error: name the first day with --from')
      const isJson = globalOptions(command).json === true
      const works = options.wait && options.list !== true
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const integration = await chooseIntegration(bridge, key)
          if (options.list === true) return showImports(io, bridge, integration, isJson)
          if (works) assertNoCopy(bridge)
          const line = statusLine(io, !isJson)
          const result = await runImport(io, bridge, integration, options, line)
          line.clear()
          if (isJson) io.out(JSON.stringify(result))
          else io.out(endText(io, integration, result))
        },
        { worker: works, poolSize: 10 },
      )
    })

interface Result {
  readonly flow: DatedFlow
  readonly run: string
  readonly resumed: boolean
  /** Read to the end of the range; otherwise it was stopped, and goes on when it is started again. */
  readonly complete: boolean
  /** Of the range; those that were known and unchanged included. */
  readonly records: number
  readonly found: number
  readonly changed: number
  readonly transfers: Counts
}

async function runImport(
  io: Io,
  bridge: Bridge,
  integration: ChosenIntegration,
  options: Options,
  line: StatusLine,
): Promise<Result> {
  const { engine, organizationId, pool } = bridge
  const { integrationId } = integration
  const range = rangeOf(options, integration, bridge.clock.now())
  const { flow } = options
  const signal = stopSignal()
  const worker = options.wait && integration.live ? engine.startWorker() : null
  try {
    const { backfill, resumed } = await engine.backfill({
      ...range,
      organizationId,
      integrationId,
      flow,
      signal,
      onProgress: ({ share, backfill: { found, raised } }) =>
        line.show(`${bar(share, 24, io.colors)} reading, ${count(found)} new, ${count(raised)} changed`),
    })
    const look = (): Promise<Counts> => backfillStates(pool, backfill)
    const show = (left: number, most: number): void =>
      line.show(`${bar((most - left) / most, 24, io.colors)} ${plural(left, RECORD_WORDS[flow])} to go`)
    const counts = worker === null ? await look() : await workThrough(bridge, integration, { look, show, signal })
    return {
      flow,
      run: backfill.backfillId,
      resumed,
      complete: backfill.finishedAt !== null,
      records: Object.values(counts).reduce((sum, one) => sum + one, 0),
      found: backfill.found,
      changed: backfill.raised,
      transfers: counts,
    }
  } finally {
    await worker?.stop()
  }
}

function endText({ colors }: Io, { live }: ChosenIntegration, result: Result): string {
  const { flow, complete, resumed, records, found, changed, transfers, run } = result
  const mark = complete ? colors.green('✓') : colors.yellow('‖')
  const read = `${plural(records, RECORD_WORDS[flow])} of the range, ${count(found)} new, ${count(changed)} changed`
  const lines = [`${mark} ${read}${resumed ? '; went on where it was' : ''}`]
  if (!complete) lines.push('  Stopped. The same command goes on from here.')
  lines.push(`  ${statesText(transfers)}`)
  if (!live) lines.push('  The integration is not live: what was found is held and can be previewed.')
  if (BOOKED_FLOWS.some((one) => one === flow))
    lines.push(colors.dim(`  To take it back: tillbridge undo --run ${run}`))
  return lines.join('\n')
}

function statesText({ synced, skipped, waiting, attention, pending, running, held }: Counts): string {
  const parts = [`${count(synced)} in step`]
  if (skipped > 0) parts.push(`${count(skipped)} left out by a rule`)
  if (held > 0) parts.push(`${count(held)} held`)
  if (pending + running > 0) parts.push(`${count(pending + running)} to go`)
  if (waiting > 0) parts.push(`${count(waiting)} will be tried again`)
  if (attention > 0) parts.push(`${count(attention)} need you (tillbridge status)`)
  return parts.join(', ')
}

async function showImports(io: Io, bridge: Bridge, integration: ChosenIntegration, isJson: boolean): Promise<void> {
  const imports = await listBackfills(bridge.pool, bridge.organizationId, integration.integrationId)
  if (isJson) return io.out(JSON.stringify(imports))
  if (imports.length === 0) return io.out('Nothing was imported yet.')
  for (const one of imports) io.out(importText(io, one))
}

function importText({ colors }: Io, { backfillId, flow, since, until, found, raised, finishedAt }: Backfill): string {
  const end = finishedAt === null ? colors.yellow('not complete') : colors.green('complete')
  return `  ${backfillId}  ${flow}  ${since.slice(0, 16)} – ${until.slice(0, 16)}  ${count(found)} new, ${count(raised)} changed  ${end}`
}
