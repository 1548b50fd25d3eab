import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { bar, count, plural } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import { explanationText, statusText } from '#cli/stock-text'
import { readStockFlow, type StockFlowKey, type StockFlowRow, wantFullRun } from '#database/stock-flows'
import { countLevels, listStockCauses } from '#database/stock-status'
import { confirmZeroes, refuseZeroes } from '#database/stock-stop'
import { explainStock } from '#engine/stock/explain'
import { TillbridgeError } from '#lib/errors'
import { assertNoCopy } from './work-through.ts'

interface Options {
  readonly integration?: string
}

const MOST_CAUSES = 20

export const stockCommand = (io: Io): Command =>
  new Command('stock')
    .description(
      'How many of each product the store may sell, by what the target has. With a SKU: every term of its figure.',
    )
    .argument('[sku]', 'explain the figures of this product')
    .option('--integration <key>', 'where there are several')
    .addHelpText(
      'after',
      examples([
        ['Is the stock in step?', 'tillbridge stock'],
        ['Why does the store offer 7 of these?', 'tillbridge stock MUG-1'],
        ['Compare everything now', 'tillbridge stock sync'],
      ]),
    )
    .action(async (sku: string | undefined, options: Options, command: Command) => {
      await withStock(io, command, options, async (bridge, integration, key, isJson) => {
        if (sku !== undefined) {
          const levels = await explainStock(bridge.engine.services, key, sku)
          return io.out(isJson ? JSON.stringify(levels) : explanationText(io, levels, integration.timeZone))
        }
        const status = {
          flow: await readStockFlow(bridge.pool, key),
          counts: await countLevels(bridge.pool, key),
          causes: await listStockCauses(bridge.pool, key, MOST_CAUSES),
        }
        io.out(isJson ? JSON.stringify(status) : statusText(io, status, integration.timeZone))
        if (status.flow?.problem != null || status.flow?.stoppedAt != null || status.counts.attention > 0) io.fail()
      })
    })
    .addCommand(syncCommand(io))
    .addCommand(decideCommand(io, 'confirm', confirmZeroes))
    .addCommand(decideCommand(io, 'refuse', refuseZeroes))

function syncCommand(io: Io): Command {
  return new Command('sync')
    .description('Compares everything with the target, and sets what differs.')
    .option('--integration <key>', 'where there are several')
    .option('--no-wait', 'leave the work to the workers that run elsewhere')
    .action(async (options: Options & { readonly wait: boolean }, command: Command) => {
      await withStock(io, command, options, async (bridge, integration, key, isJson) => {
        if (options.wait) assertNoCopy(bridge)
        if (!integration.live) throw notLive(integration.key)
        const before = await readStockFlow(bridge.pool, key)
        await wantFullRun(bridge.pool, key)
        if (!options.wait) return io.out(isJson ? '{}' : 'A comparison of everything is asked for.')
        const row = await runHere(io, bridge, key, before, isJson)
        if (row.problem !== null) throw stuck(row.problem)
        const counts = await countLevels(bridge.pool, key)
        if (isJson) return io.out(JSON.stringify({ ...row.fullResult, counts }))
        const { items = 0, sent = 0, held = 0 } = row.fullResult ?? {}
        io.out(`${io.colors.green('✓')} ${plural(items, 'product')} compared, ${plural(sent, 'figure')} set.`)
        if (held > 0) io.out(`  ${plural(held, 'product')} would fall to zero and wait for you: tillbridge stock`)
        if (counts.attention > held) io.out(`  ${count(counts.attention)} need you: tillbridge stock`)
      })
    })
}

const LOOK_EVERY_MS = 100

/** Works here too, unless another process does; shows how far the run is. */
async function runHere(
  io: Io,
  { engine, pool, clock }: Bridge,
  key: StockFlowKey,
  before: StockFlowRow | null,
  isJson: boolean,
): Promise<StockFlowRow> {
  const line = statusLine(io, !isJson)
  const stock = engine.startStock()
  try {
    for (;;) {
      const row = await readStockFlow(pool, key)
      const isDone = row?.fullWantedAt === null && row.fullFinishedAt !== (before?.fullFinishedAt ?? null)
      const isStuck = row?.problem != null && row.fullStartedAt !== (before?.fullStartedAt ?? null)
      if (row !== null && (isDone || isStuck)) return row
      const [done, total] = [row?.fullDone ?? 0, Math.max(1, row?.fullTotal ?? 0, row?.fullDone ?? 0)]
      line.show(`${bar(done / total, 24, io.colors)} ${plural(done, 'product')} compared`)
      await clock.sleep(LOOK_EVERY_MS)
    }
  } finally {
    line.clear()
    await stock.stop()
  }
}

function decideCommand(
  io: Io,
  name: 'confirm' | 'refuse',
  decide: (sql: Bridge['pool'], key: StockFlowKey) => Promise<number>,
): Command {
  const [description, done] =
    name === 'confirm'
      ? ['Says that the products that wait are really gone: they are set to zero.', 'will be set to zero']
      : [
          'Says that the target was read wrongly: the store keeps its figures, and everything is read again.',
          'stay as they are',
        ]
  return new Command(name)
    .description(description)
    .option('--integration <key>', 'where there are several')
    .action(async (options: Options, command: Command) => {
      await withStock(io, command, options, async (bridge, _integration, key, isJson) => {
        const levels = await decide(bridge.pool, key)
        io.out(isJson ? JSON.stringify({ levels }) : `${plural(levels, 'figure')} ${done}.`)
      })
    })
}

type Work = (bridge: Bridge, integration: ChosenIntegration, key: StockFlowKey, isJson: boolean) => Promise<void>

/** The integration whose stock is meant. */
async function withStock(io: Io, command: Command, options: Options, work: Work): Promise<void> {
  const merged: Options = { ...command.parent?.opts<Options>(), ...options }
  await withBridge(
    settingsOf(io, command),
    async (bridge) => {
      const integration = await chooseIntegration(bridge, merged.integration)
      if (!integration.flows.some((flow) => flow.flow === 'inventory' && flow.enabled))
        throw switchedOff(integration.key)
      const key = { organizationId: bridge.organizationId, integrationId: integration.integrationId }
      await work(bridge, integration, key, globalOptions(command).json === true)
    },
    { poolSize: 8 },
  )
}

const switchedOff = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_SWITCHED_OFF',
    message: `The stock of the integration "${key}" is not kept in step.`,
    remedy: 'Switch it on in the configuration, under flows: inventory: { enabled: true }, and apply it.',
  })

const notLive = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'STOCK_NOT_LIVE',
    message: `The integration "${key}" is not live, so nothing is written to the store.`,
    remedy: 'Set live: true in the configuration when you are ready, and apply it.',
  })

const stuck = ({ code, subject, message, remedy }: NonNullable<StockFlowRow['problem']>): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code,
    message,
    ...(remedy === null ? {} : { remedy }),
    ...(subject === null ? {} : { subject }),
  })
