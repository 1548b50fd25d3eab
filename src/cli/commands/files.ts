import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { table } from '#cli/output'
import { COLUMNS, type FileKind } from '#csv/columns'
import { filesExportCommand } from './files-export.ts'
import { filesImportCommand } from './files-import.ts'
import { globalOptions } from '#cli/session'
import { kindArgument } from './files-options.ts'

export const filesCommand = (io: Io): Command =>
  new Command('files')
    .description(
      'Moves orders, products, stock and prices by CSV files: a stepping stone from and to systems without a connector.',
    )
    .addCommand(filesImportCommand(io))
    .addCommand(filesExportCommand(io))
    .addCommand(columnsCommand(io))
    .addHelpText(
      'after',
      examples([
        ['What may stand in a file of orders?', 'tillbridge files columns orders'],
        ['What would it do?', 'tillbridge files import orders november.csv --dry-run'],
        ['All products of the store', 'tillbridge files export products products.csv'],
      ]),
    )

const columnsCommand = (io: Io): Command =>
  new Command('columns')
    .description('Lists the columns of a kind of file.')
    .addArgument(kindArgument())
    .addHelpText('after', examples([['What may stand in a file of stock?', 'tillbridge files columns stock']]))
    .action((kind: FileKind, _options: object, command: Command) => {
      const columns = COLUMNS[kind]
      if (globalOptions(command).json === true) return io.out(JSON.stringify(columns))
      const rows = Object.entries(columns).map(([name, column]) => [
        name,
        column.type,
        column.needed === true ? 'needed' : '',
        column.about,
      ])
      const head = [{ title: 'column' }, { title: 'is' }, { title: '' }, { title: 'meaning', flexible: true }]
      io.out(table(head, rows, { colors: io.colors, width: io.columns }))
    })
