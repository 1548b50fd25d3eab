import { Command } from 'commander'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { allIntegrations, chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { whyText } from '#cli/why-text'
import { why, type Why, type WhyFigure } from '#engine/why'
import { TillbridgeError } from '#lib/errors'

interface Options {
  readonly row?: string
  readonly figure?: string
  readonly integration?: string
}

export const whyCommand = (io: Io): Command =>
  new Command('why')
    .description(
      'Explains every number on a document: the fields of the order that it is made of, how it was allocated and rounded, the entry of the tables that it is booked under, the policies that decided, and who changed them when. Calculated anew from what was kept when the document was written.',
    )
    .argument('<document>', 'its number in the ERP, e.g. ACC-SINV-2026-00012, or our reference')
    .option('--row <row>', 'only this row, e.g. line:901, or the id that the ERP gave it')
    .option('--figure <figure>', 'only this figure, e.g. total, tax, net, quantity, amount')
    .option('--integration <key>', 'where several ERPs number alike')
    .addHelpText(
      'after',
      examples([
        ['Why does this invoice say what it says?', 'tillbridge why ACC-SINV-2026-00012'],
        ['Where does its total come from?', 'tillbridge why ACC-SINV-2026-00012 --figure total'],
        ['And the tax of one row?', 'tillbridge why ACC-SINV-2026-00012 --row line:901 --figure tax'],
      ]),
    )
    .action(async (document: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { organizationId, pool } = bridge
        const chosen = options.integration === undefined ? null : await chooseIntegration(bridge, options.integration)
        const answer = await why(pool, {
          organizationId,
          document,
          connectors: bridge.connectors,
          ...(chosen === null ? {} : { integrationId: chosen.integrationId }),
        })
        const figures = chosenFigures(answer, options)
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ ...answer, figures }))
        const own = (await allIntegrations(bridge)).find(({ key }) => key === answer.integration)
        const isChosen = options.row !== undefined || options.figure !== undefined
        io.out(whyText(io, answer, { timeZone: own?.timeZone ?? 'UTC', figures, isChosen }))
      })
    })

function chosenFigures({ figures, rowIds, externalId }: Why, { row, figure }: Options): readonly WhyFigure[] {
  const own = Object.entries(rowIds).find(([, theirs]) => theirs === row)?.[0] ?? row
  const chosen = figures
    .filter((one) => own === undefined || one.row === own || one.row?.startsWith(`${own}/`) === true)
    .filter((one) => figure === undefined || one.name === figure || one.figure === figure)
  if (chosen.length > 0) return chosen
  const rows = [...new Set(figures.flatMap((one) => one.row ?? []))]
  const names = [...new Set(figures.filter((one) => own === undefined || one.row === own).map((one) => one.name))]
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'FIGURE_UNKNOWN',
    message: `${externalId} has no such figure.`,
    remedy: `Rows: ${rows.join(', ') || 'none'}. Figures: ${(names.length > 0 ? names : [...new Set(figures.map((one) => one.name))]).join(', ')}.`,
  })
}
