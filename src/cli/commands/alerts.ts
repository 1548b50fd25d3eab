import { Command } from 'commander'
import { addressOf } from '#app/address'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { table, when } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type Channel, listChannels } from '#database/alert-channels'
import { type DeliveryView, listDeliveries } from '#database/alert-deliveries'
import { findOrganization } from '#database/organizations'
import { sendTest } from '#engine/alerts/alert-loop'
import { dropChannel } from '#engine/alerts/channels'
import { addCommand } from './alerts-add.ts'
import { changeCommand } from './alerts-change.ts'
import { channelNamed } from './alerts-named.ts'

export const alertsCommand = (io: Io): Command =>
  new Command('alerts')
    .description(
      'Who is told when something needs attention, and when it is over: by e-mail, Slack or a signed webhook.',
    )
    .addCommand(listCommand(io))
    .addCommand(addCommand(io))
    .addCommand(changeCommand(io))
    .addCommand(testCommand(io))
    .addCommand(removeCommand(io))
    .addHelpText(
      'after',
      examples([
        [
          'Tell two people, and leave them alone at night',
          'tillbridge alerts add email Ops --to a@example.com b@example.com --quiet 22:00-07:00 --zone Europe/Stockholm',
        ],
        [
          'Tell a channel of Slack, whose address is in the environment',
          'tillbridge alerts add slack Shop --url-from SLACK_URL',
        ],
        [
          'Tell somebody else when nobody takes care of it',
          'tillbridge alerts add email Boss --to c@example.com --critical --after 60',
        ],
      ]),
    )

const listCommand = (io: Io): Command =>
  new Command('list')
    .summary('who is told, and what was told lately')
    .option('--limit <number>', 'how many messages at most', '10')
    .action(async ({ limit }: { readonly limit: string }, command: Command) => {
      await withBridge(settingsOf(io, command), async ({ pool, organizationId }) => {
        const channels = await listChannels(pool, organizationId)
        const most = Math.min(Math.max(Number.parseInt(limit, 10) || 10, 1), 1000)
        const deliveries = await listDeliveries(pool, organizationId, { limit: most })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ channels, deliveries }))
        if (channels.length === 0) return io.out('Nobody is told yet. Add somebody with "tillbridge alerts add".')
        io.out(channelsText(io, channels))
        if (deliveries.length > 0) io.out(`\n${deliveriesText(io, deliveries)}`)
      })
    })

function channelsText({ colors, columns }: Io, channels: readonly Channel[]): string {
  const rows = channels.map(({ name, kind, enabled, settings, rules }) => [
    name,
    kind,
    enabled ? '' : colors.yellow('off'),
    settings.address ?? settings.to.join(', '),
    [
      rules.severities.includes('warning') ? 'all' : 'critical',
      ...(rules.quiet === null ? [] : [`quiet ${rules.quiet.from}-${rules.quiet.to} ${rules.quiet.zone}`]),
      ...(rules.escalateAfterMinutes === null ? [] : [`after ${rules.escalateAfterMinutes} min`]),
    ].join(', '),
  ])
  const titles = ['name', 'kind', '', 'where', 'of what'].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}

function deliveriesText({ colors, columns }: Io, deliveries: readonly DeliveryView[]): string {
  const rows = deliveries.map(({ madeAt, channelName, kind, state, failure, content }) => [
    when(madeAt, 'UTC'),
    channelName,
    kind,
    state === 'sent' ? colors.green(state) : colors.yellow(state),
    failure?.message ?? content.alarms[0]?.message ?? '',
  ])
  const titles = ['told at (UTC)', 'channel', 'what', '', ''].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}

const testCommand = (io: Io): Command =>
  new Command('test')
    .summary('send a test now, and show what the other side says')
    .argument('<name>', 'the channel')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, settings } = bridge
        const channel = await channelNamed(bridge, name)
        const organization = await findOrganization(pool, organizationId)
        const of = { key: organization?.organization ?? '', name: organization?.name ?? '' }
        const address = (): string => addressOf(settings.publicUrl, `http://${settings.host}:${settings.port}`)
        const change = { event: 'alert-channel.tested', subject: `alert-channel:${channel.name}` }
        const said = await audited(bridge, io, change, () =>
          sendTest({ ...bridge, address }, channel, of, new AbortController().signal),
        )
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ said }))
        io.out(`${io.colors.green('✓')} ${said}`)
      })
    })

const removeCommand = (io: Io): Command =>
  new Command('remove')
    .summary('tell somebody no more')
    .argument('<name>', 'the channel')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { channelId, kind, name: known } = await channelNamed(bridge, name)
        const change = { event: 'alert-channel.removed', subject: `alert-channel:${known}`, before: { kind } }
        await audited(bridge, io, change, () => dropChannel(bridge, bridge.organizationId, channelId))
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ removed: channelId }))
        io.out(`${io.colors.green('✓')} "${known}" is told no more.`)
      })
    })
