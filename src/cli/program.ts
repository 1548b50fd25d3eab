import { Command } from 'commander'
import { examples } from './help.ts'
import type { Io } from './io.ts'

interface Entry {
  readonly name: string
  readonly summary: string
  /** Loaded only when it is called: most of what a command needs takes longer to load than its help to read. */
  readonly load: () => Promise<(io: Io) => Command>
}

interface Group {
  readonly heading: string
  readonly entries: readonly Entry[]
}

const GROUPS: readonly Group[] = [
  {
    heading: 'See it work:',
    entries: [
      {
        name: 'demo',
        summary: 'see it work, with stand-ins for the shop and the ERP',
        load: async () => (await import('./commands/demo.ts')).demoCommand,
      },
      {
        name: 'sandbox',
        summary: 'run a stand-in for a vendor’s system',
        load: async () => (await import('./commands/sandbox.ts')).sandboxCommand,
      },
    ],
  },
  {
    heading: 'Set it up:',
    entries: [
      {
        name: 'init',
        summary: 'write a first configuration file',
        load: async () => (await import('./commands/init.ts')).initCommand,
      },
      {
        name: 'apply',
        summary: 'use a configuration file',
        load: async () => (await import('./commands/apply.ts')).applyCommand,
      },
      {
        name: 'export',
        summary: 'write the configuration as a file',
        load: async () => (await import('./commands/export.ts')).exportCommand,
      },
      {
        name: 'check',
        summary: 'check connections, and prepare them',
        load: async () => (await import('./commands/check.ts')).checkCommand,
      },
      {
        name: 'preview',
        summary: 'see the documents of an order, without writing any',
        load: async () => (await import('./commands/preview.ts')).previewCommand,
      },
      {
        name: 'promote',
        summary: 'make what was tried out with test systems that of the live ones',
        load: async () => (await import('./commands/promote.ts')).promoteCommand,
      },
      {
        name: 'mappings',
        summary: 'see where every field goes, and try an expression for one',
        load: async () => (await import('./commands/mappings.ts')).mappingsCommand,
      },
      {
        name: 'preflight',
        summary: 'list what past orders need and the mapping lacks',
        load: async () => (await import('./commands/preflight.ts')).preflightCommand,
      },
    ],
  },
  {
    heading: 'Move to it:',
    entries: [
      {
        name: 'shadow',
        summary: 'compare what would be written with what the ERP holds',
        load: async () => (await import('./commands/shadow.ts')).shadowCommand,
      },
      {
        name: 'adopt',
        summary: 'find documents that the ERP holds already, so that nothing is booked twice',
        load: async () => (await import('./commands/adopt.ts')).adoptCommand,
      },
      {
        name: 'import',
        summary: 'bring in the orders of past days',
        load: async () => (await import('./commands/import.ts')).importCommand,
      },
      {
        name: 'files',
        summary: 'move orders, products, stock and prices by CSV files',
        load: async () => (await import('./commands/files.ts')).filesCommand,
      },
      {
        name: 'undo',
        summary: 'take back what was written, by legal means',
        load: async () => (await import('./commands/undo.ts')).undoCommand,
      },
    ],
  },
  {
    heading: 'Run it:',
    entries: [
      {
        name: 'start',
        summary: 'run Tillbridge',
        load: async () => (await import('./commands/start.ts')).startCommand,
      },
      {
        name: 'sync',
        summary: 'search the store now, and bring everything in step',
        load: async () => (await import('./commands/sync.ts')).syncCommand,
      },
      {
        name: 'products',
        summary: 'products of store and ERP, and who owns which field',
        load: async () => (await import('./commands/products.ts')).productsCommand,
      },
      {
        name: 'prices',
        summary: 'which price list feeds which prices of the store',
        load: async () => (await import('./commands/prices.ts')).pricesCommand,
      },
      {
        name: 'stock',
        summary: 'how many of each product the store may sell, and why',
        load: async () => (await import('./commands/stock.ts')).stockCommand,
      },
      {
        name: 'status',
        summary: 'is everything in step?',
        load: async () => (await import('./commands/status.ts')).statusCommand,
      },
      {
        name: 'alarms',
        summary: 'what is not right, and what to do',
        load: async () => (await import('./commands/alarms.ts')).alarmsCommand,
      },
      {
        name: 'ledger',
        summary: "the store's count of orders per day beside ours",
        load: async () => (await import('./commands/ledger.ts')).ledgerCommand,
      },
      {
        name: 'drift',
        summary: 'compare store and ERP, and name the side that is wrong',
        load: async () => (await import('./commands/drift.ts')).driftCommand,
      },
      {
        name: 'transfers',
        summary: 'look at single transfers, retry or skip them',
        load: async () => (await import('./commands/transfers.ts')).transfersCommand,
      },
      {
        name: 'attention',
        summary: 'what waits for a person: whose it is, and what was noted',
        load: async () => (await import('./commands/attention.ts')).attentionCommand,
      },
      {
        name: 'jobs',
        summary: 'long work that people asked for: list, look at, stop',
        load: async () => (await import('./commands/jobs.ts')).jobsCommand,
      },
      {
        name: 'why',
        summary: 'why a document says what it says',
        load: async () => (await import('./commands/why.ts')).whyCommand,
      },
    ],
  },
  {
    heading: 'Look after it:',
    entries: [
      {
        name: 'connections',
        summary: 'pause and resume connections, replace their secrets, remove them',
        load: async () => (await import('./commands/connections.ts')).connectionsCommand,
      },
      {
        name: 'people',
        summary: 'who may open the dashboard, and which programs have a key',
        load: async () => (await import('./commands/people.ts')).peopleCommand,
      },
      {
        name: 'alerts',
        summary: 'who is told when something needs attention',
        load: async () => (await import('./commands/alerts.ts')).alertsCommand,
      },
      {
        name: 'doctor',
        summary: 'find out why something does not work',
        load: async () => (await import('./commands/doctor.ts')).doctorCommand,
      },
      {
        name: 'privacy',
        summary: 'see and answer what stores ask in the name of a person',
        load: async () => (await import('./commands/privacy.ts')).privacyCommand,
      },
      {
        name: 'retention',
        summary: 'how long what is kept for a time is kept',
        load: async () => (await import('./commands/retention.ts')).retentionCommand,
      },
      {
        name: 'backup',
        summary: 'write all data into one file',
        load: async () => (await import('./commands/backup.ts')).backupCommand,
      },
      {
        name: 'restore',
        summary: 'fill an empty installation from a backup',
        load: async () => (await import('./commands/restore.ts')).restoreCommand,
      },
      {
        name: 'confirm-live',
        summary: 'say that this copy is the live installation now',
        load: async () => (await import('./commands/confirm-live.ts')).confirmLiveCommand,
      },
    ],
  },
]

/** Every command by name, in the order of the help. */
export const COMMAND_NAMES: readonly string[] = GROUPS.flatMap(({ entries }) => entries.map(({ name }) => name))

/** The command line. Of the commands only those in `wanted` are whole; the others are there by name. */
export async function createProgram(io: Io, version: string, wanted: readonly string[]): Promise<Command> {
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
  for (const { heading, entries } of GROUPS) {
    program.commandsGroup(heading)
    for (const { name, summary, load } of entries) {
      const command = wanted.includes(name) ? (await load())(io) : new Command(name)
      program.addCommand(prepared(io, command.summary(summary)))
    }
  }
  return prepared(io, program)
}

/** Every command alike: failures come back as errors, the shared options are named in its help, and all words go where we are told. */
function prepared(io: Io, command: Command): Command {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: io.raw, writeErr: (text) => io.err(text.replace(/\n$/, '')) })
    .showHelpAfterError('(add --help for more)')
  for (const child of command.commands) prepared(io, child)
  return command
}
