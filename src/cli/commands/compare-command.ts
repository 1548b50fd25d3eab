import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { bar, count } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import { countStates } from '#database/transfers'
import type { CompareRequest } from '#engine/catalog/compare-products'
import type { ReadProgress } from '#engine/catalog/read-sides'
import { assertNoCopy, workThrough } from './work-through.ts'

/** A comparison of both sides: what it reads, and how what it finds is told. */
export interface Comparison<Finding, Result extends { readonly raised: number }> {
  readonly description: string
  /** What a person types, with what for. */
  readonly examples: readonly (readonly [what: string, command: string])[]
  readonly flow: 'products' | 'price-lists'
  run(
    bridge: Bridge,
    request: Omit<CompareRequest, 'onFinding'> & { onFinding(finding: Finding): void },
  ): Promise<Result>
  findingText(io: Io, finding: Finding): string
  resultText(io: Io, result: Result, dryRun: boolean): string
}

/** `compare` of products or prices: lists what differs, and brings it in step unless it shall only look. */
export const compareCommand = <Finding, Result extends { readonly raised: number }>(
  io: Io,
  comparison: Comparison<Finding, Result>,
): Command =>
  new Command('compare')
    .description(comparison.description)
    .option('--integration <key>', 'where there are several')
    .option('--dry-run', 'only list every change; so too while the integration is not live')
    .addHelpText('after', examples(comparison.examples))
    .action(async (options: { readonly integration?: string; readonly dryRun?: boolean }, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const integration = await chooseIntegration(bridge, options.integration)
          const dryRun = options.dryRun === true || !integration.live
          if (!dryRun) assertNoCopy(bridge)
          const line = statusLine(io, !isJson)
          const findings: Finding[] = []
          const tell = (finding: Finding): void => {
            if (isJson) return void findings.push(finding)
            if (!dryRun) return
            line.clear()
            io.out(comparison.findingText(io, finding))
          }
          const result = await comparison.run(bridge, {
            organizationId: bridge.organizationId,
            integrationId: integration.integrationId,
            dryRun,
            onFinding: tell,
            onProgress: (progress) => line.show(progressText(io, progress)),
          })
          if (!dryRun && result.raised > 0) await workHere(io, bridge, integration, comparison.flow, line.show)
          line.clear()
          io.out(isJson ? JSON.stringify({ result, findings }) : comparison.resultText(io, result, dryRun))
        },
        { worker: true, poolSize: 10 },
      )
    })

const STAGES = {
  store: 'products of the store read',
  target: 'products of the ERP read',
  prices: 'prices read',
  compare: 'compared',
  write: 'written',
} as const

function progressText({ colors }: Io, { stage, done, total }: ReadProgress): string {
  const share = total === null || total === 0 ? '' : `${bar(done / total, 24, colors)} `
  return `${share}${count(done)} ${STAGES[stage]}`
}

/** Works in this process until nothing of the flow is under way. */
async function workHere(
  { colors }: Io,
  bridge: Bridge,
  integration: ChosenIntegration,
  flow: string,
  show: (text: string) => void,
): Promise<void> {
  const worker = bridge.engine.startWorker()
  try {
    await workThrough(bridge, integration, {
      look: () =>
        countStates(bridge.queries, bridge.organizationId, { integrationId: integration.integrationId, flow }),
      show: (left, most) => show(`${bar((most - left) / most, 24, colors)} ${count(left)} to go`),
    })
  } finally {
    await worker.stop()
  }
}
