import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { configurationHere } from '#app/configuration/service-here'
import { audited } from '#cli/audited'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { table } from '#cli/output'
import { personHere } from '#cli/person-here'
import { chooseConnections, globalOptions, settingsOf, withBridge } from '#cli/session'
import type { Connector } from '#contract/connector'
import { secretNames } from '#contract/settings'
import {
  type Connection,
  listConnections,
  pauseConnection,
  removeConnection,
  resumeConnection,
} from '#database/connections'
import { lookAtConnections } from '#engine/alarms/look'
import { TillbridgeError } from '#lib/errors'
import { grantCommand } from './connections-grant.ts'

export const connectionsCommand = (io: Io): Command =>
  new Command('connections')
    .description(
      'Systems that are connected. They are added and changed with "apply" or "grant", and looked at with "check".',
    )
    .addCommand(listCommand(io))
    .addCommand(
      changeCommand(io, 'pause', 'let nothing go through it until it is resumed; nothing is lost meanwhile', pause),
    )
    .addCommand(changeCommand(io, 'resume', 'let it go on', resume))
    .addCommand(rotateCommand(io))
    .addCommand(grantCommand(io))
    .addCommand(changeCommand(io, 'remove', 'take away one that nothing was ever joined with', remove))
    .addHelpText(
      'after',
      examples([
        ['Nothing may be written while the ERP moves', 'tillbridge connections pause erp'],
        ['The key was replaced in the ERP', 'NEW_SECRET=… tillbridge connections rotate erp apiSecret=NEW_SECRET'],
      ]),
    )

const listCommand = (io: Io): Command =>
  new Command('list').summary('which systems are connected').action(async (_options: object, command: Command) => {
    await withBridge(settingsOf(io, command), async ({ pool, sealer, organizationId }) => {
      const all = await listConnections(pool, sealer, organizationId)
      const shown = all.map(({ key, connector, slots, pauseCode }) => ({
        connection: key,
        connector,
        slots,
        pauseCode,
      }))
      if (globalOptions(command).json === true) return io.out(JSON.stringify(shown))
      if (shown.length === 0) return io.out('Nothing is connected yet.')
      const rows = shown.map(({ connection, connector, slots, pauseCode }) => [
        connection,
        connector,
        String(slots),
        pauseCode === null ? io.colors.green('runs') : io.colors.yellow(`paused: ${pauseCode}`),
      ])
      const titles = ['connection', 'system', 'at once', ''].map((title) => ({ title }))
      io.out(table(titles, rows, { colors: io.colors, width: io.columns }))
    })
  })

interface Done {
  readonly event: `connection.${string}`
  readonly text: string
  work(): Promise<void>
}
type Change = (bridge: Bridge, connection: Connection, io: Io) => Done

const changeCommand = (io: Io, name: string, summary: string, change: Change): Command =>
  new Command(name)
    .summary(summary)
    .argument('<connection>', 'its key')
    .action(async (key: string, _options: object, command: Command) => {
      await changed(io, command, key, change)
    })

async function changed(io: Io, command: Command, key: string, change: Change): Promise<void> {
  await withBridge(settingsOf(io, command), async (bridge) => {
    const [connection] = await chooseConnections(bridge, key)
    if (connection === undefined) return
    const { event, text, work } = change(bridge, connection, io)
    await audited(bridge, io, { event, subject: `connection:${key}`, before: { paused: connection.pauseCode } }, work)
    io.out(
      globalOptions(command).json === true ? JSON.stringify({ connection: key }) : `${io.colors.green('✓')} ${text}`,
    )
  })
}

const pause: Change = (bridge, { key, organizationId, connectionId }, io) => ({
  event: 'connection.paused',
  text: `Nothing goes through "${key}" until it is resumed.`,
  async work() {
    const message = `${personHere(io)} paused it.`
    const pause = { code: 'PAUSED_BY_PERSON', message, byPerson: true }
    await pauseConnection(bridge.pool, organizationId, connectionId, pause)
    await lookAtConnections(bridge, organizationId)
  },
})

const resume: Change = (bridge, { key, organizationId, connectionId }) => ({
  event: 'connection.resumed',
  text: `"${key}" goes on.`,
  async work() {
    await resumeConnection(bridge.pool, organizationId, connectionId)
    await lookAtConnections(bridge, organizationId)
  },
})

const remove: Change = (bridge, { key, organizationId, connectionId }) => ({
  event: 'connection.removed',
  text: `"${key}" is removed, with its secrets.`,
  async work() {
    if (!(await removeConnection(bridge.pool, organizationId, connectionId))) throw joined(key)
  },
})

const rotateCommand = (io: Io): Command =>
  new Command('rotate')
    .summary('replace secrets; what waited for good ones goes on')
    .argument('<connection>', 'its key')
    .argument('<secrets...>', 'setting=VARIABLE: the new value is read from that variable of the environment')
    .action(async (key: string, pairs: readonly string[], _options: object, command: Command) => {
      await changed(io, command, key, (bridge, connection) => rotate(bridge, connection, io, pairs))
    })

function rotate(bridge: Bridge, connection: Connection, io: Io, pairs: readonly string[]): Done {
  const connector = bridge.connectors.get(connection.connector) as Connector | undefined
  const known = connector === undefined ? [] : secretNames(connector.settings)
  const secrets = Object.fromEntries(pairs.map((pair) => secretOf(pair, known, io.env)))
  return {
    event: 'connection.rotated',
    text: `Replaced: ${Object.keys(secrets).join(', ')}.`,
    async work() {
      await configurationHere(bridge).saveConnection(
        connection.organizationId,
        connection.key,
        (file) => ({ ...file, connector: connection.connector, settings: { ...file?.settings, ...secrets } }),
        { by: personHere(io), with: 'connections rotate' },
      )
    },
  }
}

function secretOf(pair: string, known: readonly string[], env: Io['env']): [string, string] {
  const [name = '', variable = ''] = pair.split('=')
  const value = env[variable] ?? ''
  if (known.includes(name) && value !== '') return [name, value]
  throw new TillbridgeError({
    kind: 'rejected',
    code: known.includes(name) ? 'VARIABLE_EMPTY' : 'NO_SUCH_SECRET',
    message: known.includes(name)
      ? `The environment has no variable "${variable}".`
      : `This system has no secret "${name}".`,
    remedy: `Write setting=VARIABLE, with the new value in the variable, so that it stands in no history of commands. Possible here: ${known.join(', ')}.`,
  })
}

const joined = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_JOINED',
    message: `What is kept of past days, or an integration, names the connection "${key}".`,
    remedy: 'Pause it instead: nothing goes through it then.',
    subject: `connection:${key}`,
  })
