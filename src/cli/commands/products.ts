import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { comparisonText, findingText, productText, stateOfProducts } from '#cli/catalog-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { countBindings, lastComparison, listOverrides } from '#database/catalog'
import { countCauses, countStates } from '#database/transfers'
import { compareProducts } from '#engine/catalog/compare-products'
import { showProduct } from '#engine/catalog/show-product'
import { unlinkVariant } from '#engine/catalog/unlink'
import { compareCommand } from './compare-command.ts'

interface Options {
  readonly integration?: string
}

export const productsCommand = (io: Io): Command =>
  new Command('products')
    .description(
      'Products of store and ERP: which variants are joined with which items, what differs, and what each side owns. With a SKU: one product, field by field.',
    )
    .argument('[sku]', 'SKU, id or title of a product of the store')
    .option('--integration <key>', 'where there are several')
    .addHelpText(
      'after',
      examples([
        ['How are the products?', 'tillbridge products'],
        ['Why has this one another barcode?', 'tillbridge products MUG-1'],
        ['What would be changed?', 'tillbridge products compare --dry-run'],
        ['Bring everything in step', 'tillbridge products compare'],
      ]),
    )
    .action(async (sku: string | undefined, options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, options.integration)
        if (sku === undefined) return showState(io, bridge, integration, isJson)
        const shown = await showProduct(bridge.engine.services, { ...keyOf(bridge, integration), name: sku })
        io.out(isJson ? JSON.stringify(shown) : productText(io, shown))
      })
    })
    .addCommand(
      compareCommand(io, {
        description: 'Compares all products of both sides, and brings what differs in step.',
        examples: [
          ['What would be joined and changed?', 'tillbridge products compare --dry-run'],
          ['Bring everything in step', 'tillbridge products compare'],
        ],
        flow: 'products',
        run: (bridge, request) => compareProducts(bridge.engine.services, request),
        findingText,
        resultText: comparisonText,
      }),
    )
    .addCommand(unlinkCommand(io))

const keyOf = ({ organizationId }: Bridge, { integrationId }: ChosenIntegration) => ({ organizationId, integrationId })

async function showState(io: Io, bridge: Bridge, integration: ChosenIntegration, isJson: boolean): Promise<void> {
  const key = keyOf(bridge, integration)
  const of = { integrationId: integration.integrationId, flow: 'products' }
  const [bindings, transfers, causes, overrides, last] = await Promise.all([
    countBindings(bridge.pool, key),
    countStates(bridge.queries, bridge.organizationId, of),
    countCauses(bridge.queries, bridge.organizationId, of),
    listOverrides(bridge.pool, key, { limit: 5 }),
    lastComparison(bridge.pool, key, 'products'),
  ])
  const state = { bindings, transfers, causes, overrides, last }
  io.out(isJson ? JSON.stringify(state) : stateOfProducts(io, integration, state))
}

const unlinkCommand = (io: Io): Command =>
  new Command('unlink')
    .description('Parts a variant of the store from its item. Neither is changed.')
    .argument('<variant>', "the store's id of the variant")
    .option('--integration <key>', 'where there are several')
    .addHelpText('after', examples([['They were joined by mistake', 'tillbridge products unlink 44021987']]))
    .action(async (variant: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, options.integration)
        const removed = await unlinkVariant(bridge.engine.services, keyOf(bridge, integration), variant)
        if (globalOptions(command).json === true) return io.out(JSON.stringify(removed))
        io.out(`${io.colors.green('✓')} The variant ${variant} and the item ${removed.targetItem} are parted.`)
      })
    })
