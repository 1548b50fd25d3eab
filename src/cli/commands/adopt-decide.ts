import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { hanging, plural } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { nameOf } from '#cli/transfer-text'
import { askedBy } from './range-options.ts'
import { findTransfer } from './transfers-change.ts'
import { assertNoCopy } from './work-through.ts'

interface Options {
  readonly integration?: string
  readonly by?: string
}

export const confirmCommand = (io: Io): Command =>
  new Command('confirm')
    .summary('say that a document of the ERP is an order’s')
    .description(
      'Links a document that was found to an order. Where its figures differ from the store’s, the order waits until somebody has looked at that.',
    )
    .argument('<order>', 'its name, e.g. "#1001"')
    .argument('<document>', 'its id in the ERP, as "adopt" lists it')
    .option('--integration <key>', 'where several have the order')
    .option('--by <name>', 'who decides; default: your account on this machine')
    .addHelpText('after', examples([['The invoice of #1001', 'tillbridge adopt confirm "#1001" ACC-SINV-2026-00031']]))
    .action(async (order: string, externalId: string, _own: Options, command: Command) => {
      // `adopt` has options of the same names; whoever reads them first gets them.
      const options: Options = command.optsWithGlobals()
      await withBridge(settingsOf(io, command), async (bridge) => {
        assertNoCopy(bridge)
        const transfer = await findTransfer(bridge, order, options.integration)
        const { organizationId } = bridge
        const { integrationId, transferId, recordKey } = transfer
        const { differs } = await bridge.engine.confirmAdoption({
          organizationId,
          integrationId,
          transferId,
          recordKey,
          recordName: nameOf(transfer),
          externalId,
          by: askedBy(options.by, io.env),
        })
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ adopted: externalId, differs }))
        io.out(`${io.colors.green('✓')} ${externalId} belongs to ${nameOf(transfer)}.`)
        if (differs !== null) io.out(hanging(`  ${io.colors.yellow('▲')} `, differs, io.columns))
      })
    })

export const rejectCommand = (io: Io): Command =>
  new Command('reject')
    .summary('say that a document of the ERP is not an order’s')
    .description('Rules out one document that was found for an order, or all of them. What is missing then is written.')
    .argument('<order>', 'its name, e.g. "#1001"')
    .argument('[document]', 'its id in the ERP; default: all that were found for the order')
    .option('--integration <key>', 'where several have the order')
    .option('--by <name>', 'who decides; default: your account on this machine')
    .addHelpText('after', examples([['None of these is #1001', 'tillbridge adopt reject "#1001"']]))
    .action(async (order: string, externalId: string | undefined, _own: Options, command: Command) => {
      const options: Options = command.optsWithGlobals()
      await withBridge(settingsOf(io, command), async (bridge) => {
        const transfer = await findTransfer(bridge, order, options.integration)
        const { organizationId } = bridge
        const { integrationId, transferId } = transfer
        const by = askedBy(options.by, io.env)
        const rejection = { organizationId, integrationId, transferId, externalId: externalId ?? null, by }
        const rejected = await bridge.engine.rejectAdoptions(rejection)
        if (globalOptions(command).json === true) io.out(JSON.stringify({ rejected }))
        else io.out(rejected === 0 ? 'Nothing is open for this order.' : `${plural(rejected, 'pair')} ruled out.`)
      })
    })
