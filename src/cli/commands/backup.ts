import { resolve } from 'node:path'
import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count, plural } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { backup } from '#database/backup/backup'

export const backupCommand = (io: Io): Command =>
  new Command('backup')
    .description(
      'Writes everything Tillbridge knows into one file, while it goes on working. The secret key is not in it: keep secret.key apart.',
    )
    .argument('<file>', 'e.g. tillbridge.backup')
    .addHelpText('after', examples([['Every night', 'tillbridge backup /backups/tillbridge-$(date +%F).backup']]))
    .action(async (file: string, _options: object, command: Command) => {
      const settings = settingsOf(io, command)
      await withBridge(settings, async (bridge) => {
        const summary = await backup(bridge.pool, file, bridge.clock)
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ file: resolve(file), ...summary }))
        const size = `${count(Math.ceil(summary.bytes / 1024))} KiB`
        io.out(
          `${io.colors.green('✓')} ${file}: ${plural(summary.rows, 'row')} of ${plural(summary.tables, 'table')}, ${size}.`,
        )
        if (settings.secretKey === null)
          io.out(
            `  Keep ${settings.dataFolder}/secret.key too: without it the credentials in the backup cannot be opened.`,
          )
      })
    })
