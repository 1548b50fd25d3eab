import { Command } from 'commander'
import { kindText } from '#cli/document-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { duration, plural, when } from '#cli/output'
import { allIntegrations, globalOptions, settingsOf, withBridge } from '#cli/session'
import { causeLines, nameOf, stateText, summaryOf, totalText } from '#cli/transfer-text'
import { type AttemptView, type LinkView, showTransfer, type TransferView } from '#database/transfers'
import { findTransfer } from './transfers-change.ts'

interface Shown {
  readonly transfer: TransferView
  readonly attempts: readonly AttemptView[]
  readonly links: readonly LinkView[]
}

export const showCommand = (io: Io): Command =>
  new Command('show')
    .summary('the whole story of one order')
    .description(
      'Shows what became of an order: its documents, every run, and every request that was made (with --exchanges).',
    )
    .argument('<order>', 'its name, e.g. "#1001"')
    .option('--integration <key>', 'where several have it')
    .option('--exchanges', 'with every request and answer; secrets are masked')
    .addHelpText('after', examples([['What happened to order #1001?', 'tillbridge transfers show "#1001"']]))
    .action(async (order: string, options: { integration?: string; exchanges?: boolean }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { transferId } = await findTransfer(bridge, order, options.integration)
        const shown = await showTransfer(bridge.queries, bridge.organizationId, transferId)
        if (shown === null) return
        if (globalOptions(command).json === true) return io.out(JSON.stringify(shown))
        const integrations = await allIntegrations(bridge)
        const own = integrations.find(({ integrationId }) => integrationId === shown.transfer.integrationId)
        io.out(storyText(io, shown, { timeZone: own?.timeZone ?? 'UTC', withExchanges: options.exchanges === true }))
      })
    })

interface StoryOptions {
  readonly timeZone: string
  readonly withExchanges: boolean
}

function storyText(io: Io, { transfer, attempts, links }: Shown, options: StoryOptions): string {
  const { colors } = io
  const { customer, channel } = summaryOf(transfer)
  const facts = [totalText(transfer), customer, channel].filter((text) => text !== null && text !== '')
  const placed = transfer.sourceCreatedAt ?? transfer.firstSeenAt
  return [
    `${colors.bold(nameOf(transfer))}  ${stateText(io, transfer.state)}  ${facts.join('  ')}`,
    colors.dim(`  placed ${when(placed, options.timeZone)} (${options.timeZone}), found by ${transfer.foundBy}`),
    ...causeLines(io, { message: transfer.causeMessage, remedy: transfer.causeRemedy }, '  '),
    ...(links.length === 0 ? [] : ['', colors.dim('Documents')]),
    ...links.map((link) => linkText(io, link, Math.max(...links.map(({ externalId }) => externalId.length)))),
    ...(attempts.length === 0 ? [] : ['', colors.dim('Runs')]),
    ...attempts.flatMap((attempt) => attemptLines(io, attempt, options)),
  ].join('\n')
}

function linkText({ colors }: Io, { kind, externalId, reference, state, url }: LinkView, width: number): string {
  const cancelled = state === 'cancelled' ? colors.yellow('  cancelled') : ''
  const head = `  ${kindText(kind).padEnd(14)}  ${colors.bold(externalId.padEnd(width))}  ${colors.dim(reference)}${cancelled}`
  return url === null ? head : `${head}\n${' '.repeat(18)}${colors.cyan(url)}`
}

function attemptLines(io: Io, attempt: AttemptView, { timeZone, withExchanges }: StoryOptions): string[] {
  const { colors } = io
  const took = duration(new Date(attempt.finishedAt).getTime() - new Date(attempt.startedAt).getTime())
  const exchanges = Array.isArray(attempt.exchanges) ? (attempt.exchanges as unknown[]) : []
  const cause = attempt.causeCode === null ? '' : `  ${attempt.causeCode}`
  const head = `  ${colors.dim(when(attempt.startedAt, timeZone))}  ${stateText(io, outcomeState(attempt.outcome))}${cause}  ${colors.dim(`${took}, ${plural(exchanges.length, 'call')}`)}`
  if (!withExchanges) return [head]
  return [head, ...exchanges.map((exchange) => colors.dim(`    ${JSON.stringify(exchange)}`))]
}

const outcomeState = (outcome: string): TransferView['state'] => outcome as TransferView['state']
