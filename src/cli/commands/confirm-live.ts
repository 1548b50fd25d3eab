import { Command } from 'commander'
import { dataDirectoryOf } from '#app/bridge'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { confirmLive } from '#database/backup/copy-guard'

export const confirmLiveCommand = (io: Io): Command =>
  new Command('confirm-live')
    .description(
      'A restored or copied database writes nothing outward, so that two installations never write the same orders. Say here that the other one is stopped for good.',
    )
    .action(async (_options: object, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        await confirmLive(bridge.pool, { dataDirectory: dataDirectoryOf(bridge.settings) })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ guard: 'live' }))
        io.out(`${io.colors.green('✓')} This installation is the live one. It writes from now on.`)
      })
    })

export const COPY_MESSAGE = 'This database is a copy: it writes nothing to any system.'
export const COPY_REMEDY = 'When the original is stopped for good: tillbridge confirm-live'
