import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { nameOf } from '#cli/transfer-text'
import { rereadTransfer } from '#database/transfer-events'
import { listTransfers, retryTransfers, skipTransfer, type TransferState, type TransferView } from '#database/transfers'
import { TillbridgeError } from '#lib/errors'
import { type FilterOptions, filterOf } from './transfers-list.ts'

export const retryCommand = (io: Io): Command =>
  new Command('retry')
    .summary('run transfers again')
    .description(
      'Runs transfers again: one order, or all that have a cause in common. What is in step already does nothing.',
    )
    .argument('[order]', 'its name, e.g. "#1001"')
    .option('--cause <code>', 'all with this cause')
    .option('--subject <text>', 'only those about this, e.g. tax:FI:25.5')
    .option('--integration <key>', 'only of this integration')
    .addHelpText(
      'after',
      examples([
        ['One order', 'tillbridge transfers retry "#1001"'],
        ['All that waited for one tax', 'tillbridge transfers retry --cause TAX_NOT_MAPPED --subject tax:FI:25.5'],
        ['Book again what was undone', 'tillbridge transfers retry --cause UNDONE'],
      ]),
    )
    .action(async (order: string | undefined, options: FilterOptions, command: Command) => {
      if (order === undefined && options.cause === undefined) {
        command.error('error: name an order, or a cause with --cause')
      }
      await withBridge(settingsOf(io, command), async (bridge) => {
        const one = order === undefined ? null : await findTransfer(bridge, order, options.integration)
        const chosen = options.integration === undefined ? null : await chooseIntegration(bridge, options.integration)
        const retried = await retryTransfers(bridge.queries, bridge.organizationId, {
          ...filterOf(options, 'UTC'),
          ...(options.cause === undefined ? {} : { state: stateOf(options.cause) }),
          lift: one !== null || options.cause === UNDONE,
          ...(chosen === null ? {} : { integrationId: chosen.integrationId }),
          ...(one === null ? {} : { transferIds: [one.transferId] }),
        })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ retried }))
        io.out(retried === 0 ? 'Nothing to retry.' : `${plural(retried, 'transfer')} queued again.`)
      })
    })

const UNDONE = 'UNDONE'
const stateOf = (cause: string): TransferState => (cause === UNDONE ? 'skipped' : 'attention')

export const skipCommand = (io: Io): Command =>
  new Command('skip')
    .summary('decide that an order is not transferred')
    .description(
      'Takes an order off the list of what needs a person. A later change of the order in the store raises it anew.',
    )
    .argument('<order>', 'its name, e.g. "#1001"')
    .requiredOption('--reason <text>', 'why; it stays with the transfer')
    .option('--integration <key>', 'where several have it')
    .addHelpText('after', examples([['Booked by hand', 'tillbridge transfers skip "#1001" --reason "booked by hand"']]))
    .action(async (order: string, options: FilterOptions & { readonly reason: string }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const transfer = await findTransfer(bridge, order, options.integration)
        const isSkipped = await skipTransfer(bridge.queries, bridge.organizationId, transfer.transferId, options.reason)
        if (!isSkipped) throw cannotSkip(transfer)
        if (globalOptions(command).json === true) io.out(JSON.stringify({ skipped: nameOf(transfer) }))
        else io.out(`${nameOf(transfer)} is skipped: ${options.reason}`)
      })
    })

const cannotSkip = (transfer: TransferView): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'TRANSFER_NOT_SKIPPABLE',
    message: `${nameOf(transfer)} is ${transfer.state}; it cannot be skipped now.`,
    remedy:
      'What is in step already is corrected in the store or in the target. What runs can be skipped when it has ended.',
  })

export const rereadCommand = (io: Io): Command =>
  new Command('reread')
    .summary('read an order anew and run it')
    .description(
      'Runs an order again from what the store says now, whatever a delivery brought. What is in step already does nothing.',
    )
    .argument('<order>', 'its name, e.g. "#1001"')
    .option('--integration <key>', 'where several have it')
    .addHelpText('after', examples([['It looks stale', 'tillbridge transfers reread "#1001"']]))
    .action(async (order: string, options: FilterOptions, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const transfer = await findTransfer(bridge, order, options.integration)
        const isRead = await rereadTransfer(bridge.pool, bridge.organizationId, transfer.transferId)
        if (!isRead) throw cannotRead(transfer)
        if (globalOptions(command).json === true) io.out(JSON.stringify({ reread: nameOf(transfer) }))
        else io.out(`${nameOf(transfer)} is read anew.`)
      })
    })

const cannotRead = (transfer: TransferView): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'TRANSFER_HELD',
    message: `${nameOf(transfer)} is held back: its integration is not live yet.`,
    remedy: 'Let the integration go live; then it is read and run.',
  })

/** The transfer of an order, by what people call it. */
export async function findTransfer(
  bridge: Bridge,
  order: string,
  integration: string | undefined,
): Promise<TransferView> {
  const chosen = integration === undefined ? null : await chooseIntegration(bridge, integration)
  const filter = { record: order, ...(chosen === null ? {} : { integrationId: chosen.integrationId }) }
  const found = await listTransfers(bridge.queries, bridge.organizationId, filter, { limit: 2 })
  const [transfer, another] = found
  if (transfer === undefined) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'TRANSFER_NOT_FOUND',
      message: `No transfer of an order called "${order}" is known here.`,
      remedy: 'Check the number as the store shows it, or search the store for it with "tillbridge sync --since DAY".',
    })
  }
  if (another === undefined) return transfer
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'TRANSFER_AMBIGUOUS',
    message: `Several integrations have an order called "${order}".`,
    remedy: 'Name one with --integration.',
  })
}
