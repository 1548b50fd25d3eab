import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { hanging } from '#cli/output'
import { chooseConnections, globalOptions, settingsOf, withBridge } from '#cli/session'
import type { Finding } from '#contract/check'
import type { Connection } from '#database/connections'
import { checkedConnection, preparedConnection } from '#engine/checked-connection'

interface Options {
  readonly prepare?: boolean
  readonly all?: boolean
  readonly publicUrl?: string
}

interface Checked {
  readonly connection: string
  readonly connector: string
  readonly account: string | null
  readonly version: string | null
  readonly findings: readonly Finding[]
}

export const checkCommand = (io: Io): Command =>
  new Command('check')
    .description(
      'Asks each system who we are there, what we may do and what is missing. Changes nothing unless --prepare is given.',
    )
    .argument('[connection]', 'its key; left out: all of them')
    .option('--prepare', 'install what is missing: reference fields in the ERP, webhooks in the store')
    .option('--all', 'show also what is fine')
    .option('--public-url <url>', 'where the store reaches this installation; default TILLBRIDGE_PUBLIC_URL')
    .addHelpText(
      'after',
      examples([
        ['Is everything as it must be?', 'tillbridge check'],
        ['Install the reference fields in ERPNext', 'tillbridge check erp --prepare'],
      ]),
    )
    .action(async (key: string | undefined, options: Options, command: Command) => {
      const url = options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }
      await withBridge(settingsOf(io, command, url), async (bridge) => {
        const checked: Checked[] = []
        for (const connection of await chooseConnections(bridge, key)) {
          if (options.prepare === true) checked.push(await prepareConnection(bridge, connection))
          else checked.push(await checkConnection(bridge, connection))
        }
        if (globalOptions(command).json === true) io.out(JSON.stringify(checked))
        else io.out(checked.map((one) => checkedText(io, options.all === true, one)).join('\n\n'))
        if (checked.some(({ findings }) => findings.some(({ level }) => level === 'error'))) io.fail()
      })
    })

/** What one connection's check found; a connection that cannot be reached at all is a finding too. */
export const checkConnection = async (bridge: Bridge, connection: Connection): Promise<Checked> => ({
  ...nameOf(connection),
  ...(await checkedConnection(bridge, connection)),
})

/** Installs what a connection needs, then checks it. */
export const prepareConnection = async (bridge: Bridge, connection: Connection): Promise<Checked> => ({
  ...nameOf(connection),
  ...(await preparedConnection({ ...bridge, publicUrl: bridge.settings.publicUrl }, connection)),
})

const nameOf = ({ key, connector }: Connection) => ({ connection: key, connector })

function checkedText(io: Io, isFull: boolean, { connection, connector, account, version, findings }: Checked): string {
  const { colors, columns } = io
  const name = `${colors.bold(connection)}  ${colors.dim(`${connector}${version === null ? '' : ` ${version}`}`)}`
  const head = account === null ? name : `${name}  ${account}`
  return [head, ...findingLines(findings, { colors, columns }, isFull)].join('\n')
}

const MOST_SINGLE_LINES = 4

/** What was found, the faults first; what is fine in one line where it is much. */
export function findingLines(
  findings: readonly Finding[],
  io: Pick<Io, 'colors' | 'columns'>,
  isFull: boolean,
): string[] {
  const fine = findings.filter(({ level }) => level === 'ok')
  const faults = findings.filter(({ level }) => level !== 'ok')
  const lines = faults.map((finding) => findingText(finding, io))
  if (isFull || fine.length <= MOST_SINGLE_LINES) return [...fine.map((finding) => findingText(finding, io)), ...lines]
  return [`  ${io.colors.green('✓')} ${fine.length} checks are fine ${io.colors.dim('(--all shows them)')}`, ...lines]
}

function findingText(finding: Finding, { colors, columns }: Pick<Io, 'colors' | 'columns'>): string {
  const mark = { ok: colors.green('✓'), warning: colors.yellow('!'), error: colors.red('✗') }[finding.level]
  const text = hanging(`  ${mark} `, finding.message, columns)
  return finding.remedy === undefined ? text : `${text}\n${hanging(`    ${colors.dim('→')} `, finding.remedy, columns)}`
}
