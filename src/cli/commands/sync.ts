import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { examples } from '#cli/help'
import { parseInstant } from '#cli/instants'
import type { Io } from '#cli/io'
import { bar, count, plural } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { RECORD_WORDS } from '#cli/record-words'
import { statusLine } from '#cli/status-line'
import { countStates, type TransferState } from '#database/transfers'
import type { SweepResult } from '#engine/sweep'
import type { FlowName } from '#model/flows'
import { assertNoCopy, workThrough } from './work-through.ts'

interface Options {
  readonly integration?: string
  readonly since?: string
  readonly until?: string
  readonly force?: boolean
  readonly wait: boolean
}

export const syncCommand = (io: Io): Command =>
  new Command('sync')
    .description(
      'Reads what changed, for every flow that is switched on, raises what is not in step, and works until nothing is left to do. A range of the past goes behind live orders.',
    )
    .option('--integration <key>', 'where there are several')
    .option('--since <when>', 'from this day (YYYY-MM-DD) or time on; default: where the last search ended')
    .option('--until <when>', 'up to here; default: now')
    .option('--force', 'also run what has not changed since we last heard of it')
    .option('--no-wait', 'leave the work to the workers that run elsewhere')
    .addHelpText(
      'after',
      examples([
        ['Search now instead of in some minutes', 'tillbridge sync'],
        ['Bring in November', 'tillbridge sync --since 2026-11-01 --until 2026-12-01'],
      ]),
    )
    .action(async (options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const integration = await chooseIntegration(bridge, options.integration)
          if (options.wait) assertNoCopy(bridge)
          const line = statusLine(io, !isJson)
          const work = async () =>
            options.wait && integration.live ? workHere(bridge, integration, line.show, io) : null
          const swept = new Map<FlowName, SweepResult>()
          let counts: Counts | null = null
          for (const flow of flowsOf(integration)) {
            const show = (found: SweepResult): void => line.show(sweptText(found, flow))
            swept.set(flow, await searchStore(bridge, integration, { ...options, flow }, show))
            counts = await work()
          }
          line.clear()
          const { orders, ...others } = Object.fromEntries(swept)
          if (isJson) return io.out(JSON.stringify({ ...orders, ...others, transfers: counts }))
          for (const [flow, found] of swept) io.out(`${io.colors.green('✓')} ${sweptText(found, flow)}`)
          if (!integration.live) io.out('  The integration is not live: what was found is held and can be previewed.')
          if (counts !== null) io.out(`  ${endText(counts)}`)
        },
        { worker: options.wait, poolSize: 10 },
      )
    })

const flowsOf = ({ flows }: ChosenIntegration): FlowName[] =>
  (Object.keys(RECORD_WORDS) as FlowName[]).filter(
    (flow) => flow === 'orders' || flows.some((one) => one.flow === flow && one.enabled),
  )

function searchStore(
  bridge: Bridge,
  { integrationId, timeZone }: ChosenIntegration,
  { flow, since, until, force }: Options & { readonly flow: string },
  onProgress: (progress: SweepResult) => void,
): Promise<SweepResult> {
  return bridge.engine.sweep({
    organizationId: bridge.organizationId,
    integrationId,
    flow,
    onProgress,
    ...(since === undefined ? {} : { since: parseInstant(since, timeZone), lane: 1 as const }),
    ...(until === undefined ? {} : { until: parseInstant(until, timeZone) }),
    ...(force === undefined ? {} : { force }),
  })
}

type Counts = Readonly<Record<TransferState, number>>

/** Works in this process too until nothing of the integration is under way. */
async function workHere(
  bridge: Bridge,
  integration: ChosenIntegration,
  show: (text: string) => void,
  { colors }: Io,
): Promise<Counts> {
  const { integrationId } = integration
  const worker = bridge.engine.startWorker()
  try {
    return await workThrough(bridge, integration, {
      look: () => countStates(bridge.queries, bridge.organizationId, { integrationId }),
      show: (left, most) => show(`${bar((most - left) / most, 24, colors)} ${plural(left, 'transfer')} to go`),
    })
  } finally {
    await worker.stop()
  }
}

const sweptText = ({ read, found, raised }: SweepResult, flow: FlowName): string =>
  `${plural(read, RECORD_WORDS[flow])} read, ${count(found)} new, ${count(raised)} changed`

function endText({ synced, waiting, attention }: Counts): string {
  const parts = [`${count(synced)} in step`]
  if (waiting > 0) parts.push(`${count(waiting)} will be tried again`)
  if (attention > 0) parts.push(`${count(attention)} need you (tillbridge status)`)
  return parts.join(', ')
}
