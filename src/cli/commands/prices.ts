import { Command } from 'commander'
import { priceComparisonText, priceFindingText } from '#cli/catalog-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { count } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { lastComparison } from '#database/catalog'
import { countStates } from '#database/transfers'
import { comparePrices } from '#engine/catalog/compare-prices'
import { compareCommand } from './compare-command.ts'

interface Options {
  readonly integration?: string
}

export const pricesCommand = (io: Io): Command =>
  new Command('prices')
    .description('Prices of the store, each from the price list of the ERP that feeds it.')
    .option('--integration <key>', 'where there are several')
    .addHelpText(
      'after',
      examples([
        ['Are the prices in step?', 'tillbridge prices'],
        ['What would be changed?', 'tillbridge prices compare --dry-run'],
      ]),
    )
    .action(async (options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, options.integration)
        const { organizationId } = bridge
        const key = { organizationId, integrationId: integration.integrationId }
        const { rules } = await bridge.engine.services.integrations.load(organizationId, integration.integrationId)
        const { feeds } = rules['price-lists']
        const transfers = await countStates(bridge.queries, organizationId, {
          integrationId: integration.integrationId,
          flow: 'price-lists',
        })
        const last = await lastComparison(bridge.pool, key, 'price-lists')
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ feeds, transfers, last }))
        const lines = feeds.map(({ list, to, direction }) => {
          const own = to === '' ? 'the price of the variant' : to
          return direction === 'to-store' ? `  ${list} → ${own}` : `  ${own} → ${list}`
        })
        if (lines.length === 0) lines.push('  No rule says which price list feeds the store (rules.price-lists.feeds).')
        lines.push(`  ${count(transfers.synced)} items in step, ${count(transfers.attention)} need you`)
        io.out([io.colors.bold(integration.key), ...lines].join('\n'))
      })
    })
    .addCommand(
      compareCommand(io, {
        description: 'Compares every price that a rule feeds, and sets those that differ.',
        examples: [
          ['Which prices would be set?', 'tillbridge prices compare --dry-run'],
          ['Set them', 'tillbridge prices compare'],
        ],
        flow: 'price-lists',
        run: (bridge, request) => comparePrices(bridge.engine.services, request),
        findingText: priceFindingText,
        resultText: priceComparisonText,
      }),
    )
