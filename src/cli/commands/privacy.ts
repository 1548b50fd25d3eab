import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural, table, when } from '#cli/output'
import { allIntegrations, globalOptions, settingsOf, withBridge } from '#cli/session'
import { closePrivacyRequest, listPrivacyRequests, type PrivacyRequest } from '#database/privacy'
import { TillbridgeError } from '#lib/errors'
import { eraseCommand, exportCommand, findCommand } from './privacy-person.ts'

export const privacyCommand = (io: Io): Command =>
  new Command('privacy')
    .description(
      'What is kept of a person, and what stores ask in the name of one. Erasures that a store asks for are done by Tillbridge itself; what is kept of a person has to be handed out by you, within a month.',
    )
    .addCommand(listCommand(io))
    .addCommand(doneCommand(io))
    .addCommand(findCommand(io))
    .addCommand(exportCommand(io))
    .addCommand(eraseCommand(io))
    .addHelpText(
      'after',
      examples([
        ['What is open?', 'tillbridge privacy list'],
        ['Somebody asks what is kept of them', 'tillbridge privacy export ann@example.com --out ann.json'],
        ['The person has the data', 'tillbridge privacy done 0198f0c2-… --by "Ann, support"'],
        ['Somebody wants to be forgotten', 'tillbridge privacy erase ann@example.com --confirm ann@example.com'],
      ]),
    )

const listCommand = (io: Io): Command =>
  new Command('list')
    .summary('list what was asked, the oldest first')
    .option('--all', 'also what is done')
    .action(async (options: { readonly all?: boolean }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const which = { openOnly: options.all !== true }
        const requests = await listPrivacyRequests(bridge.pool, bridge.organizationId, which)
        if (globalOptions(command).json === true) return io.out(JSON.stringify(requests))
        const [first] = await allIntegrations(bridge)
        io.out(listText(io, requests, first?.timeZone ?? 'UTC'))
      })
    })

const doneCommand = (io: Io): Command =>
  new Command('done')
    .summary('say that a person has been given the data')
    .argument('<request>', 'its id, as the list shows it')
    .requiredOption('--by <name>', 'who answered; it is kept as the proof')
    .action(async (request: string, options: { readonly by: string }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const open = await listPrivacyRequests(bridge.pool, bridge.organizationId)
        const known = open.find(({ requestId, kind }) => requestId === request && kind === 'customer-data')
        if (known === undefined) throw notOpen(request)
        await closePrivacyRequest(bridge.pool, bridge.organizationId, request, options.by)
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ done: request }))
        io.out(`${io.colors.green('✓')} Noted: answered by ${options.by}.`)
      })
    })

const KINDS: Readonly<Record<PrivacyRequest['kind'], string>> = {
  'customer-data': 'hand out data',
  'customer-redact': 'erase a person',
  'shop-redact': 'erase the shop',
}

function listText({ colors, columns }: Io, requests: readonly PrivacyRequest[], timeZone: string): string {
  if (requests.length === 0) return 'Nothing is open.'
  const rows = requests.map(({ requestId, kind, subject, email, recordKeys, receivedAt, doneAt }) => [
    requestId,
    KINDS[kind],
    email ?? subject ?? '',
    plural(recordKeys.length, 'order'),
    when(receivedAt, timeZone),
    doneAt === null ? colors.yellow('open') : colors.green('done'),
  ])
  const titles = ['request', 'asked', 'of', 'about', 'received', ''].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}

const notOpen = (request: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PRIVACY_REQUEST_NOT_OPEN',
    message: `No request for data "${request}" is open.`,
    remedy: 'See "tillbridge privacy list". Erasures are done by Tillbridge itself.',
  })
