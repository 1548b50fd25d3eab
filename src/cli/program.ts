import { Command } from 'commander'
import { applyCommand } from './commands/apply.ts'
import { backupCommand } from './commands/backup.ts'
import { checkCommand } from './commands/check.ts'
import { confirmLiveCommand } from './commands/confirm-live.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { initCommand } from './commands/init.ts'
import { previewCommand } from './commands/preview.ts'
import { restoreCommand } from './commands/restore.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import { startCommand } from './commands/start.ts'
import { statusCommand } from './commands/status.ts'
import { syncCommand } from './commands/sync.ts'
import { transfersCommand } from './commands/transfers.ts'
import { examples } from './help.ts'
import type { Io } from './io.ts'

const GROUPS: readonly (readonly [heading: string, commands: readonly ((io: Io) => Command)[]])[] = [
  ['See it work:', [demoCommand, sandboxCommand]],
  ['Set it up:', [initCommand, applyCommand, exportCommand, checkCommand, previewCommand]],
  ['Run it:', [startCommand, syncCommand, statusCommand, transfersCommand]],
  ['Look after it:', [doctorCommand, backupCommand, restoreCommand, confirmLiveCommand]],
]

/** The whole command line. */
export function createProgram(io: Io, version: string): Command {
  const program = new Command('tillbridge')
    .description('The bridge between online stores and ERP systems: exact to the cent, never lost, never twice.')
    .version(version, '-V, --version', 'show the version')
    .option('--data <folder>', 'where the embedded database and the key are; default TILLBRIDGE_DATA or ./data')
    .option('--organization <key>', 'whose data; default TILLBRIDGE_ORGANIZATION or "main"')
    .option('--json', 'answer with one JSON value')
    .option('--debug', 'show the details of a failure')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .addHelpText(
      'after',
      examples([
        ['See the whole thing work, with stand-ins for the shop and the ERP', 'tillbridge demo'],
        ['Connect your own store', 'tillbridge init'],
      ]),
    )
  for (const [heading, commands] of GROUPS) {
    program.commandsGroup(heading)
    for (const create of commands) program.addCommand(prepared(create(io)))
  }
  return prepared(program)
}

/** Every command alike: failures come back as errors, and the shared options are named in its help. */
function prepared(command: Command): Command {
  command.exitOverride().configureHelp({ showGlobalOptions: true }).showHelpAfterError('(add --help for more)')
  for (const child of command.commands) prepared(child)
  return command
}
