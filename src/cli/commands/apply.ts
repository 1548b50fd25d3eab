import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { text as streamText } from 'node:stream/consumers'
import { Command } from 'commander'
import { type Applied, applyConfiguration } from '#app/configuration/apply'
import { parseConfiguration } from '#app/configuration/parse'
import type { Problem } from '#app/configuration/problems'
import { basisOf, readStored, storedConnections, storedSecrets } from '#app/configuration/stored'
import { audited } from '#cli/audited'
import { changesText } from '#cli/changes-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { personHere } from '#cli/person-here'
import { hanging, plural } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { TillbridgeError } from '#lib/errors'

/** A file may be that of a new organisation. */
const BEGINS = { beginsOrganization: true }

interface Options {
  readonly dryRun?: boolean
  readonly prune?: boolean
}

export const applyCommand = (io: Io): Command =>
  new Command('apply')
    .description(
      'Makes the stored configuration equal to the file: all of it or, when anything in it is wrong, nothing. Orders that waited for a mapping go as soon as it is there.',
    )
    .argument('<file>', 'YAML or JSON; "-" reads stdin')
    .option('--dry-run', 'show what would change, change nothing')
    .option('--prune', 'switch off integrations that the file does not have')
    .addHelpText(
      'after',
      examples([
        ['What would change?', 'tillbridge apply tillbridge.yaml --dry-run'],
        ['Change it. Secrets are taken from the environment', 'SHOP_CLIENT_SECRET=… tillbridge apply tillbridge.yaml'],
      ]),
    )
    .action(async (file: string, options: Options, command: Command) => {
      const { json } = globalOptions(command)
      const text = await readText(file)
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const basis = basisOf(await readStored(bridge))
          const secrets = await storedSecrets(bridge)
          const parsed = parseConfiguration(text, {
            env: io.env,
            connectors: bridge.connectors,
            storedSecrets: secrets,
            storedConnections: await storedConnections(bridge),
          })
          if (!parsed.ok) return refuse(io, file, parsed.problems, json ?? false)
          const apply = (): Promise<Applied> =>
            applyConfiguration(bridge, parsed.configuration, {
              ...options,
              basis,
              actor: { by: personHere(io), with: file === '-' ? 'stdin' : basename(file) },
            })
          const change = { event: 'configuration.applied', subject: 'configuration', after: { file } }
          const applied = options.dryRun === true ? await apply() : await audited(bridge, io, change, apply)
          if (json === true) io.out(JSON.stringify({ dryRun: options.dryRun ?? false, ...applied }))
          else io.out(appliedText(io, applied, options))
        },
        BEGINS,
      )
    })

async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await streamText(process.stdin) : await readFile(file, 'utf8')
  } catch (cause) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'FILE_UNREADABLE',
      message: `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Check the name. "tillbridge init" writes a first configuration file.',
      cause,
    })
  }
}

function refuse(io: Io, file: string, problems: readonly Problem[], json: boolean): void {
  io.fail()
  if (json) return io.out(JSON.stringify({ problems }))
  const { colors, columns } = io
  io.err(`${colors.red('✗')} ${file} has ${plural(problems.length, 'problem')}; nothing was changed.\n`)
  for (const { path, line, message, remedy } of problems) {
    const place = `${file}${line === null ? '' : `:${line}`}`
    io.err(`  ${colors.bold(place)}${path === '' ? '' : `  ${colors.cyan(path)}`}`)
    io.err(hanging('    ', message, columns))
    io.err(`${hanging(`    ${colors.dim('→')} `, remedy, columns)}\n`)
  }
}

function appliedText(io: Io, { changes, switchedOff, released }: Applied, options: Options): string {
  const { colors } = io
  const lines = changesText(io, changes, switchedOff)
  const changed = changes.filter(({ action }) => action === 'add' || action === 'change').length + switchedOff.length
  if (changed === 0) return `${lines}\n\n${colors.green('✓')} Nothing to change.`
  if (options.dryRun === true) return `${lines}\n\nA dry run: nothing was changed.`
  const retried =
    released === 0
      ? ''
      : ` ${plural(released, 'transfer')} that waited for a person ${released === 1 ? 'runs' : 'run'} again.`
  return `${lines}\n\n${colors.green('✓')} Applied.${retried}`
}
