import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { exportConfiguration } from '#app/configuration/export'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { globalOptions, settingsOf, withBridge } from '#cli/session'

interface Options {
  readonly output?: string
  readonly format: 'yaml' | 'json'
}

export const exportCommand = (io: Io): Command =>
  new Command('export')
    .description(
      'Writes what is configured as a file that "tillbridge apply" takes. Secrets are not in it: ${NAME} stands for them.',
    )
    .option('-o, --output <file>', 'write to a file instead of stdout')
    .addOption(new Option('--format <format>', 'how to write it').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', examples([['Keep the configuration in Git', 'tillbridge export -o tillbridge.yaml']]))
    .action(async (options: Options, command: Command) => {
      const json = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        const text = await exportConfiguration(bridge, json ? 'json' : options.format)
        if (options.output === undefined) return io.raw(text)
        await writeFile(options.output, text, { mode: 0o600 })
        io.err(`Written to ${options.output}.`)
      })
    })
