import { Command, InvalidArgumentError, Option } from 'commander'
import { firstOwnerLink } from '#app/owner-link'
import { lazyRegistry } from '#app/lazy-registry'
import { startTillbridge } from '#app/start'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { settingsOf } from '#cli/session'
import { untilStopped } from '#cli/until-stopped'
import { giveBackMemory } from '#lib/give-back-memory'

interface Options {
  readonly role: 'all' | Role
  readonly port?: number
  readonly host?: string
  readonly publicUrl?: string
}

type Role = 'web' | 'worker' | 'scheduler'

const CALM_AFTER_MS = 4_000

export const startCommand = (io: Io): Command =>
  new Command('start')
    .description(
      'Takes webhooks, searches the stores for what they missed, and writes documents, until Ctrl-C. Without DATABASE_URL it brings its own Postgres.',
    )
    .addOption(
      new Option('--role <role>', 'what this process does')
        .choices(['all', 'web', 'worker', 'scheduler'])
        .default('all'),
    )
    .option('--port <port>', 'where it listens; default TILLBRIDGE_PORT or 8420', portNumber)
    .option('--host <host>', 'on which address; default TILLBRIDGE_HOST or 127.0.0.1')
    .option('--public-url <url>', 'where stores reach it; default TILLBRIDGE_PUBLIC_URL')
    .addHelpText(
      'after',
      examples([
        ['Everything in one process', 'tillbridge start'],
        ['One more worker for the same database', 'DATABASE_URL=postgres://… tillbridge start --role worker'],
      ]),
    )
    .action(async (options: Options, command: Command) => {
      const { port, host, publicUrl } = options
      const overrides = {
        ...(port === undefined ? {} : { port }),
        ...(host === undefined ? {} : { host }),
        ...(publicUrl === undefined ? {} : { publicUrl }),
      }
      const settings = settingsOf({ ...io, env: { TILLBRIDGE_LOG: 'info', ...io.env } }, command, overrides)
      const roles: Role[] = options.role === 'all' ? ['web', 'worker', 'scheduler'] : [options.role]
      const running = await startTillbridge(settings, { roles, known: lazyRegistry() })
      io.out(
        `Tillbridge runs${running.url === null ? '' : ` at ${running.url}`} (${roles.join(', ')}). Ctrl-C stops it.`,
      )
      const welcome = running.url === null ? null : await firstOwnerLink(running.bridge, running.url)
      if (welcome !== null) io.out(`Nobody owns this installation yet. Open ${welcome}`)
      // What came meanwhile has been taken by then.
      setTimeout(giveBackMemory, CALM_AFTER_MS).unref()
      await untilStopped()
      await running.stop()
    })

export function portNumber(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a number from 0 to 65535.')
}
