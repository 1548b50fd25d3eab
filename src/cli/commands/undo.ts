import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { kindText } from '#cli/document-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { bar, count, plural, table } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import { causeLines } from '#cli/transfer-text'
import { stopSignal } from '#cli/until-stopped'
import { getBackfill } from '#database/backfills'
import type { UndoScope } from '#database/undos'
import type { UndoneRecord, UndoPreview, UndoResult } from '#engine/undo'
import { TillbridgeError } from '#lib/errors'
import { askedBy, rangeOf, type RangeOptions } from './range-options.ts'
import { findTransfer } from './transfers-change.ts'
import { assertNoCopy, assertNotPaused } from './work-through.ts'

interface Options extends RangeOptions {
  readonly run?: string
  readonly order?: string
  readonly yes?: boolean
  readonly by?: string
}

export const undoCommand = (io: Io): Command =>
  new Command('undo')
    .description(
      'Takes back everything that was written for the orders of a range, of an import, or for one order, by legal means and the newest first: drafts are deleted, what may be cancelled is cancelled, the rest is credited and its payments turned round. Shows it first; does it with --yes. What is undone is not booked again before "transfers retry".',
    )
    .argument('[integration]', 'where there are several')
    .option('--from <day>', 'orders placed from this day on (YYYY-MM-DD, on the shop’s calendar) or instant')
    .option('--to <day>', 'orders placed up to this day; default: until now')
    .option('--run <id>', 'what an import brought in; see "import --list"')
    .option('--order <name>', 'one order, e.g. "#1001"')
    .option('--yes', 'do it')
    .option('--by <name>', 'who asks, kept with every order; default: your account on this machine')
    .addHelpText(
      'after',
      examples([
        ['What would it take back?', 'tillbridge undo --from 2026-11-01 --to 2026-11-03'],
        ['Take back one order', 'tillbridge undo --order "#1001" --yes'],
        ['Book it again', 'tillbridge transfers retry "#1001"'],
      ]),
    )
    .action(async (key: string | undefined, options: Options, command: Command) => {
      const named = [options.from, options.run, options.order].filter((value) => value !== undefined)
      if (named.length !== 1) command.error('error: name one of --from (with --to), --run and --order')
      const isJson = globalOptions(command).json === true
      const does = options.yes === true
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const integration = await chooseIntegration(bridge, key)
          const request = {
            organizationId: bridge.organizationId,
            integrationId: integration.integrationId,
            scope: await scopeOf(bridge, integration, options),
          }
          const preview = await bridge.engine.previewUndo(request)
          if (!does) return io.out(isJson ? JSON.stringify(preview) : previewText(io, preview))
          assertNoCopy(bridge)
          const result = await carryOut(io, bridge, integration, { request, by: askedBy(options.by, io.env), isJson })
          if (result.open.length > 0 || result.left > 0) io.fail()
          io.out(isJson ? JSON.stringify(result) : resultText(io, result))
        },
        { worker: does, poolSize: 10 },
      )
    })

async function scopeOf(bridge: Bridge, integration: ChosenIntegration, options: Options): Promise<UndoScope> {
  if (options.order !== undefined) {
    const { transferId } = await findTransfer(bridge, options.order, integration.key)
    return { kind: 'record', transferId }
  }
  if (options.run !== undefined) {
    const run = await getBackfill(bridge.pool, bridge.organizationId, options.run)
    if (run?.integrationId === integration.integrationId) return { kind: 'import', backfillId: run.backfillId }
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'IMPORT_UNKNOWN',
      message: `There is no import "${options.run}".`,
      remedy: 'See the imports and their ids with "tillbridge import --list".',
    })
  }
  const { since, until } = rangeOf(options, integration, bridge.clock.now())
  return { kind: 'range', since: since.toISOString(), until: until.toISOString() }
}

async function carryOut(
  io: Io,
  bridge: Bridge,
  integration: ChosenIntegration,
  { request, by, isJson }: { request: Parameters<Bridge['engine']['undo']>[0]; by: string; isJson: boolean },
): Promise<UndoResult> {
  const line = statusLine(io, !isJson)
  const worker = bridge.engine.startWorker()
  try {
    return await bridge.engine.undo(request, {
      by,
      signal: stopSignal(),
      onProgress: ({ done, all }) =>
        line.show(`${bar(done / all, 24, io.colors)} ${count(done)} of ${plural(all, 'order')}`),
      check: () => assertNotPaused(bridge, integration),
    })
  } finally {
    line.clear()
    await worker.stop()
  }
}

function previewText(io: Io, { records, leftAlone }: UndoPreview): string {
  const { colors, columns } = io
  const alone =
    leftAlone === 0 ? [] : [`  ${plural(leftAlone, 'order')} had documents before that import, and are left alone.`]
  if (records.length === 0) return ['Nothing is left to undo.', ...alone].join('\n')
  const list = table(
    [{ title: 'order' }, { title: 'document' }, { title: '' }, { title: 'in the ERP' }, { title: '', flexible: true }],
    records.flatMap((record) => rowsOf(record)),
    { colors, width: columns },
  )
  const steps = records.flatMap((record) => record.steps)
  const parts = [
    `${plural(steps.filter((step) => step.action === 'cancel').length, 'document')} cancelled`,
    `${count(steps.filter((step) => step.action === 'create').length)} written to reverse others`,
  ]
  const obstacles = steps.filter((step) => step.action === 'impossible').length
  if (obstacles > 0) parts.push(colors.red(`${count(obstacles)} cannot be taken back`))
  const summary = `${plural(records.length, 'order')}: ${parts.join(', ')}.`
  return [list, '', summary, ...alone, `${colors.dim('→')} Nothing was done yet. To do it, add --yes.`].join('\n')
}

const ACTIONS = { cancel: 'cancel', create: 'write', impossible: 'cannot be undone' } as const

function rowsOf({ recordName, steps, unsettled }: UndoneRecord): string[][] {
  const note = unsettled ? 'a run broke off: what it wrote is looked up first' : ''
  if (steps.length === 0) return [[recordName, '', 'stop', '', note || 'nothing is written yet']]
  return steps.map((step, index) => [
    index === 0 ? recordName : '',
    kindText(step.kind),
    ACTIONS[step.action],
    step.externalId ?? '',
    step.why ?? (index === 0 ? note : ''),
  ])
}

function resultText(io: Io, { undone, open, left }: UndoResult): string {
  const { colors } = io
  const lines = [
    `${open.length + left === 0 ? colors.green('✓') : colors.yellow('▲')} ${plural(undone, 'order')} undone.`,
  ]
  for (const { recordName, transferId, causeMessage, causeRemedy } of open) {
    lines.push(`  ${colors.red('▲')} ${recordName ?? transferId}`)
    lines.push(...causeLines(io, { message: causeMessage, remedy: causeRemedy }))
  }
  if (open.length > 0) lines.push('  When it is mended: tillbridge transfers retry, with the name of the order.')
  if (left > 0) lines.push(`  Stopped; ${plural(left, 'order')} left. The same command goes on from here.`)
  return lines.join('\n')
}
