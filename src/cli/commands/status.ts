import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { alarmText } from '#cli/alarm-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count, plural, table, when } from '#cli/output'
import { allIntegrations, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { causeLines, stateText } from '#cli/transfer-text'
import { type Alarm, listAlarms } from '#database/alarms'
import { type Connection, listConnections } from '#database/connections'
import { readCursor } from '#database/cursors'
import { type CauseCount, countCauses, countStates, TRANSFER_STATES, type TransferState } from '#database/transfers'
import { COPY_MESSAGE, COPY_REMEDY } from './confirm-live.ts'

interface IntegrationStatus {
  readonly integration: ChosenIntegration
  readonly counts: Readonly<Record<TransferState, number>>
  readonly causes: readonly CauseCount[]
  readonly sweptUntil: Date | null
}

export const statusCommand = (io: Io): Command =>
  new Command('status')
    .description('Counts what is in step and on its way, and shows what needs a person, with cause and remedy.')
    .addHelpText('after', examples([['Is everything in step?', 'tillbridge status']]))
    .action(async (_options: object, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId } = bridge
        const connections = await listConnections(pool, bridge.sealer, organizationId)
        const alarms = await listAlarms(pool, organizationId, { state: 'open', limit: MOST_ALARMS })
        const integrations = await allIntegrations(bridge)
        const statuses = await Promise.all(integrations.map((integration) => statusOf(bridge, integration)))
        if (globalOptions(command).json === true)
          io.out(JSON.stringify({ guard: bridge.guard, alarms, ...statusJson(connections, statuses) }))
        else io.out(`${copyText(io, bridge)}${statusText(io, connections, statuses)}${alarmsText(io, alarms)}`)
      })
    })

const MOST_ALARMS = 50

/** What is told of below each integration as it is needs no second mention here. */
function alarmsText(io: Io, alarms: readonly Alarm[]): string {
  const shown = alarms.filter(({ code }) => code !== 'RECORDS_WAIT')
  if (shown.length === 0) return ''
  const lines = shown.flatMap((alarm) => ['', ...alarmText(io, alarm)])
  return `\n\n${io.colors.bold('Not right')}\n${lines.slice(1).join('\n')}`
}

const copyText = (io: Io, { guard }: Bridge): string =>
  guard === 'live' ? '' : `${io.colors.yellow('!')} ${COPY_MESSAGE}\n  ${COPY_REMEDY}\n\n`

async function statusOf(bridge: Bridge, integration: ChosenIntegration): Promise<IntegrationStatus> {
  const { integrationId } = integration
  const [counts, causes, sweptUntil] = await Promise.all([
    countStates(bridge.queries, bridge.organizationId, { integrationId }),
    countCauses(bridge.queries, bridge.organizationId, { integrationId }),
    readCursor(bridge.pool, bridge.organizationId, integrationId, 'orders'),
  ])
  return { integration, counts, causes, sweptUntil }
}

function statusJson(connections: readonly Connection[], statuses: readonly IntegrationStatus[]): object {
  return {
    connections: connections.map(({ key, connector, slots, inflight, pausedAt, pauseCode, pauseMessage }) => ({
      key,
      connector,
      slots,
      inflight,
      paused: pausedAt === null ? null : { at: pausedAt, code: pauseCode, message: pauseMessage },
    })),
    integrations: statuses.map(({ integration, counts, causes, sweptUntil }) => ({
      key: integration.key,
      name: integration.name,
      live: integration.live,
      transfers: counts,
      causes,
      sweptUntil,
    })),
  }
}

function statusText(io: Io, connections: readonly Connection[], statuses: readonly IntegrationStatus[]): string {
  if (statuses.length === 0 && connections.length === 0) {
    return 'Nothing is configured yet. Start with "tillbridge init".'
  }
  const parts = [connectionsText(io, connections), ...statuses.map((status) => integrationText(io, status))]
  return parts.join('\n\n')
}

function connectionsText(io: Io, connections: readonly Connection[]): string {
  const { colors, columns } = io
  const rows = connections.map(({ key, connector, slots, inflight, pauseCode, pauseMessage }) => [
    pauseCode === null ? colors.green('●') : colors.red('‖'),
    colors.bold(key),
    colors.dim(connector),
    pauseCode === null ? colors.dim(`${inflight} of ${slots} slots busy`) : `paused: ${pauseMessage ?? pauseCode}`,
  ])
  const noTitles = ['', '', '', ''].map((title) => ({ title }))
  return `${colors.dim('Connections')}\n${table(noTitles, rows, { colors, width: columns })}`
}

function integrationText(io: Io, { integration, counts, causes, sweptUntil }: IntegrationStatus): string {
  const { colors } = io
  const live = integration.live ? colors.green('live') : colors.yellow('not live: nothing is written')
  const name = integration.name === integration.key ? '' : `  ${integration.name}`
  const swept =
    sweptUntil === null
      ? 'The store has not been searched yet.'
      : `The store was last searched up to ${when(sweptUntil, integration.timeZone)} (${integration.timeZone}).`
  const lines = [
    `${colors.bold(integration.key)}${name}  ${live}`,
    `  ${countsText(io, counts)}`,
    `  ${colors.dim(swept)}`,
  ]
  if (causes.length > 0) lines.push('', `  ${colors.bold('Needs you')}`)
  for (const cause of causes) lines.push(...causeText(io, cause))
  return lines.join('\n')
}

const WORDS: Readonly<Record<TransferState, string>> = {
  synced: 'in step',
  running: 'running',
  pending: 'queued',
  waiting: 'will be tried again',
  attention: 'need you',
  skipped: 'skipped by a rule',
  held: 'held until you go live',
}

function countsText(io: Io, counts: Readonly<Record<TransferState, number>>): string {
  const shown = TRANSFER_STATES.filter((state) => state === 'synced' || counts[state] > 0)
  return shown.map((state) => stateText(io, state, `${count(counts[state])} ${WORDS[state]}`)).join('   ')
}

function causeText(io: Io, { code, subject, message, remedy, transfers }: CauseCount): string[] {
  const { colors } = io
  const retry = `tillbridge transfers retry --cause ${code}${subject === null ? '' : ` --subject "${subject}"`}`
  return [
    '',
    `  ${colors.red('▲')} ${colors.bold(code)}${subject === null ? '' : `  ${subject}`}  ${colors.dim(plural(transfers, 'transfer'))}`,
    ...causeLines(io, { message, remedy }),
    `    ${colors.dim(`$ ${retry}`)}`,
  ]
}
