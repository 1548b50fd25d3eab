import { access, constants, statfs } from 'node:fs/promises'
import { Server } from 'node:net'
import { Command } from 'commander'
import { type Bridge, openBridge } from '#app/bridge'
import { createMailer } from '#app/mail'
import type { AppSettings } from '#app/settings'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf } from '#cli/session'
import type { Finding } from '#contract/check'
import { listConnections } from '#database/connections'
import { explainingFolderFaults } from '#database/embedded/failures'
import { serverFacts } from '#database/server-facts'
import { asTillbridgeError } from '#lib/errors'
import { makeFolder } from '#lib/folders'
import { checkConnection, findingLines } from './check.ts'
import { COPY_MESSAGE, COPY_REMEDY } from './confirm-live.ts'

interface Examined {
  readonly what: string
  readonly findings: readonly Finding[]
}

const OLDEST_NODE = 24
const LEAST_FREE_BYTES = 512 * 1024 * 1024
const LARGEST_CLOCK_DIFFERENCE_MS = 30_000

export const doctorCommand = (io: Io): Command =>
  new Command('doctor')
    .description(
      'Looks at the machine, the data folder, the database, the clock, the port, the mail server and every connection. Changes nothing.',
    )
    .option('--all', 'show also what is fine')
    .addHelpText('after', examples([['Something is wrong', 'tillbridge doctor']]))
    .action(async (options: { readonly all?: boolean }, command: Command) => {
      const examined = await examine(settingsOf(io, command))
      if (globalOptions(command).json === true) io.out(JSON.stringify(examined))
      else io.out(examined.map((part) => partText(io, options.all === true, part)).join('\n\n'))
      if (examined.some(({ findings }) => findings.some(({ level }) => level === 'error'))) io.fail()
    })

async function examine(settings: AppSettings): Promise<Examined[]> {
  const machine = {
    what: 'Machine',
    findings: [nodeFinding(), await folderFinding(settings), await diskFinding(settings)],
  }
  const port = { what: 'Port', findings: [await portFinding(settings)] }
  const mail = { what: 'Mail', findings: [await mailFinding(settings)] }
  try {
    await using bridge = await openBridge(settings, { poolSize: 2, beginsOrganization: false })
    const database = { what: 'Database', findings: await databaseFindings(bridge) }
    return [machine, port, mail, database, ...(await connectionsExamined(bridge))]
  } catch (error) {
    return [machine, port, mail, { what: 'Database', findings: [failed(error)] }]
  }
}

const ok = (code: string, message: string): Finding => ({ level: 'ok', code, message })

function nodeFinding(): Finding {
  const version = process.versions.node
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return ok('NODE', `Node ${version}.`)
  const remedy = `Start it with Node ${OLDEST_NODE} or newer; "npm run tillbridge" brings the right one.`
  return { level: 'error', code: 'NODE_OLD', message: `Node ${version} is too old.`, remedy }
}

async function folderFinding({ dataFolder }: AppSettings): Promise<Finding> {
  try {
    await explainingFolderFaults(dataFolder, async () => {
      await makeFolder(dataFolder)
      await access(dataFolder, constants.R_OK | constants.W_OK)
    })
    return ok('DATA_FOLDER', `The data folder is ${dataFolder}.`)
  } catch (error) {
    return failed(error)
  }
}

async function diskFinding({ dataFolder }: AppSettings): Promise<Finding> {
  const disk = await statfs(dataFolder).catch(() => null)
  if (disk === null) return ok('DISK', 'The free space cannot be told here.')
  const free = disk.bavail * disk.bsize
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB free on the disk of the data folder.`
  if (free >= LEAST_FREE_BYTES) return ok('DISK', text)
  return {
    level: 'warning',
    code: 'DISK_FULL',
    message: text,
    remedy: 'Make room before the database stops for want of it.',
  }
}

/** Whether the port is free, or Tillbridge itself is on it. */
async function portFinding({ host, port }: AppSettings): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const server = new Server()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
  if (isFree) return ok('PORT', `Port ${port} on ${host} is free.`)
  const health = await fetch(`http://${host}:${port}/health/live`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => null,
  )
  if (health?.ok === true) return ok('PORT', `Tillbridge answers on port ${port} of ${host}.`)
  return {
    level: 'error',
    code: 'PORT_UNUSABLE',
    message: `Another program has port ${port} on ${host}.`,
    remedy: 'Stop it, or choose another port with TILLBRIDGE_PORT.',
  }
}

async function mailFinding({ mail }: AppSettings): Promise<Finding> {
  if (mail === null) return ok('MAIL', 'No mail server is named (TILLBRIDGE_SMTP_URL): links are handed over by hand.')
  const mailer = createMailer(mail)
  try {
    await mailer.check()
    return ok('MAIL', `The mail server ${mail.host}:${mail.port} answers; letters come from ${mail.from.address}.`)
  } catch (error) {
    return failed(error)
  } finally {
    await mailer.close()
  }
}

async function databaseFindings(bridge: Bridge): Promise<Finding[]> {
  const { version, now } = await serverFacts(bridge.pool)
  const where = bridge.settings.databaseUrl === null ? 'embedded' : 'DATABASE_URL'
  return [
    ok('DATABASE', `Postgres ${version} answers (${where}); the schema is up to date.`),
    clockFinding(bridge, now),
    guardFinding(bridge),
  ]
}

function clockFinding({ clock }: Bridge, databaseNow: string): Finding {
  const difference = Math.abs(clock.now().getTime() - new Date(databaseNow).getTime())
  if (difference <= LARGEST_CLOCK_DIFFERENCE_MS)
    return ok('CLOCK', 'The clocks of this machine and of the database agree.')
  return {
    level: 'warning',
    code: 'CLOCK_WRONG',
    message: `The clocks of this machine and of the database differ by ${Math.round(difference / 1000)} seconds.`,
    remedy: 'Let both follow a time server (NTP): schedules and signatures depend on the time.',
  }
}

function guardFinding({ guard }: Bridge): Finding {
  if (guard === 'live') return ok('GUARD', 'This is the live installation.')
  return { level: 'warning', code: 'COPY', message: COPY_MESSAGE, remedy: COPY_REMEDY }
}

async function connectionsExamined(bridge: Bridge): Promise<Examined[]> {
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  return Promise.all(
    connections.map(async (connection) => {
      const { account, findings } = await checkConnection(bridge, connection)
      return { what: `Connection ${connection.key}${account === null ? '' : ` (${account})`}`, findings }
    }),
  )
}

function failed(error: unknown): Finding {
  const { code, message, remedy } = asTillbridgeError(error)
  return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
}

function partText(io: Io, isFull: boolean, { what, findings }: Examined): string {
  return [io.colors.bold(what), ...findingLines(findings, io, isFull)].join('\n')
}
