import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { restore } from '#database/backup/restore'

export const restoreCommand = (io: Io): Command =>
  new Command('restore')
    .description(
      'Fills an empty installation from a backup, all of it or nothing. It then writes nothing outward until "tillbridge confirm-live".',
    )
    .argument('<file>', 'made by "tillbridge backup"')
    .addHelpText(
      'after',
      examples([['Into a new data folder', 'tillbridge restore tillbridge.backup --data ./restored']]),
    )
    .action(async (file: string, _options: object, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const summary = await restore(file, bridge.pool)
        if (globalOptions(command).json === true) return io.out(JSON.stringify(summary))
        io.out(`${io.colors.green('✓')} Restored ${plural(summary.rows, 'row')} as they were at ${summary.createdAt}.`)
        io.out(
          '  This is a copy: it writes nothing to any system. When the original is gone for good: tillbridge confirm-live',
        )
      })
    })
