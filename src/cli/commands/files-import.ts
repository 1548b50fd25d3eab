import { Command, Option } from 'commander'
import { type CsvCell, writeCsv } from '#cli/csv-file'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count, plural } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import type { FileKind } from '#csv/columns'
import type { RowProblem } from '#csv/rows'
import type { FileChange, ImportProgress } from '#engine/files/import'
import { kindArgument, readMapping } from './files-options.ts'
import { assertNoCopy } from './work-through.ts'

interface Options {
  readonly integration?: string
  readonly mapping?: string
  readonly into: 'store' | 'target'
  readonly dryRun?: boolean
  readonly problems?: string
}

// Whoever wants all of them names a file.
const SHOWN = 20
const MOST_KEPT = 100_000

export const filesImportCommand = (io: Io): Command =>
  new Command('import')
    .description(
      'Reads orders, products, stock or prices from a CSV file. Orders are booked like those of the store; the others are written to it. Bad rows are told, the good ones are taken; reading a file again changes nothing twice.',
    )
    .addArgument(kindArgument())
    .argument('<file>', 'the file to read; its first line has the headings')
    .option('--integration <key>', 'where there are several')
    .option('--mapping <file>', 'which column is which and how numbers are spelled (YAML)')
    .addOption(new Option('--into <side>', 'where products go').choices(['store', 'target']).default('store'))
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--problems <file>', 'write what is wrong with which row into a file')
    .addHelpText(
      'after',
      examples([
        ['What would it do?', 'tillbridge files import orders november.csv --dry-run'],
        ['With columns of other names', 'tillbridge files import orders bestellungen.csv --mapping bestellungen.yaml'],
        ['What was wrong, for a spreadsheet', 'tillbridge files import stock count.csv --problems problems.csv'],
      ]),
    )
    .action(async (kind: FileKind, path: string, options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      // A program is told everything; a person the first of it.
      const most = isJson ? MOST_KEPT : SHOWN
      const problems: RowProblem[] = []
      const changes: FileChange[] = []
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, options.integration)
        if (options.dryRun !== true) assertNoCopy(bridge)
        const line = statusLine(io, !isJson)
        const result = await bridge.engine.importFile({
          organizationId: bridge.organizationId,
          integrationId: integration.integrationId,
          kind,
          path,
          mapping: await readMapping(options.mapping, integration.timeZone),
          into: options.into,
          dryRun: options.dryRun === true,
          onProblem: (problem) => problems.length < MOST_KEPT && problems.push(problem),
          onChange: (change) => changes.length < most && changes.push(change),
          onProgress: ({ rows, refused }) => line.show(`${plural(rows, 'row')} read, ${count(refused)} refused`),
        })
        line.clear()
        if (options.problems !== undefined) await writeCsv(options.problems, HEAD, problems.map(cells))
        if (isJson) return io.out(JSON.stringify({ ...result, problems, changes }))
        io.out(importText(io, result, { problems, changes, isDry: options.dryRun === true }))
        if (options.problems !== undefined) io.out(`  Written: ${options.problems}`)
      })
      if (problems.length > 0) io.fail()
    })

const HEAD = ['line', 'column', 'value', 'problem']

const cells = ({ line, column, value, message }: RowProblem): CsvCell[] => [String(line), column, value, message]

function importText(
  { colors }: Pick<Io, 'colors'>,
  { rows, records, written, unchanged, refused }: ImportProgress,
  told: { readonly problems: readonly RowProblem[]; readonly changes: readonly FileChange[]; readonly isDry: boolean },
): string {
  const changes = told.changes.map(
    ({ subject, what, before, after }) => `  ${subject}: ${what} ${before ?? '–'} → ${after ?? '–'}`,
  )
  const problems = told.problems.slice(0, SHOWN).map(problemText)
  const more = told.problems.length - problems.length
  const verb = told.isDry ? 'would change' : 'changed'
  const mark = refused > 0 ? colors.yellow('▲') : colors.green('✓')
  return [
    ...(told.isDry ? changes : []),
    ...(told.isDry && written > changes.length ? [`  … and ${count(written - changes.length)} more`] : []),
    ...problems.map((text) => colors.red(`  ${text}`)),
    ...(more > 0 ? [colors.red(`  … and ${count(more)} more; see them all with --problems FILE`)] : []),
    `${mark} ${plural(rows, 'row')}, ${plural(records, 'record')}: ${count(written)} ${verb}, ${count(unchanged)} as they are, ${plural(refused, 'row')} refused.`,
  ].join('\n')
}

const problemText = ({ line, column, value, message }: RowProblem): string =>
  `line ${line}${column === null ? '' : `, ${column}`}: ${value === null ? '' : `"${value}" `}${message}`
