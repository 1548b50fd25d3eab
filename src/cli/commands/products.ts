import { Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { comparisonText, findingText, productText, stateOfProducts } from '#cli/catalog-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { bar, count } from '#cli/output'
import { chooseIntegration, type ChosenIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { statusLine } from '#cli/status-line'
import { countBindings, lastComparison, listOverrides } from '#database/catalog'
import { countCauses, countStates } from '#database/transfers'
import { compareProducts, type CatalogFinding } from '#engine/catalog/compare-products'
import type { ReadProgress } from '#engine/catalog/read-sides'
import { showProduct } from '#engine/catalog/show-product'
import { unlinkVariant } from '#engine/catalog/unlink'
import { assertNoCopy, workThrough } from './work-through.ts'

interface Options {
  readonly integration?: string
  readonly dryRun?: boolean
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
    .addCommand(compareCommand(io))
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

const compareCommand = (io: Io): Command =>
  new Command('compare')
    .description('Compares all products of both sides, and brings what differs in step.')
    .option('--integration <key>', 'where there are several')
    .option('--dry-run', 'only list every change')
    .action(async (options: Options, command: Command) => {
      const isJson = globalOptions(command).json === true
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const integration = await chooseIntegration(bridge, options.integration)
          const dryRun = options.dryRun === true || !integration.live
          if (!dryRun) assertNoCopy(bridge)
          const line = statusLine(io, !isJson)
          const tell = (finding: CatalogFinding): void => {
            if (isJson) return io.out(JSON.stringify(finding))
            if (!dryRun) return
            line.clear()
            io.out(findingText(io, finding))
          }
          const result = await compareProducts(bridge.engine.services, {
            ...keyOf(bridge, integration),
            dryRun,
            onFinding: tell,
            onProgress: (progress) => line.show(progressText(io, progress)),
          })
          if (!dryRun && result.raised > 0) await workHere(io, bridge, integration, 'products', line.show)
          line.clear()
          io.out(isJson ? JSON.stringify({ result }) : comparisonText(io, result, dryRun))
        },
        { worker: true, poolSize: 10 },
      )
    })

const unlinkCommand = (io: Io): Command =>
  new Command('unlink')
    .description('Parts a variant of the store from its item. Neither is changed.')
    .argument('<variant>', "the store's id of the variant")
    .option('--integration <key>', 'where there are several')
    .action(async (variant: string, options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integration = await chooseIntegration(bridge, options.integration)
        const removed = await unlinkVariant(bridge.engine.services, keyOf(bridge, integration), variant)
        if (globalOptions(command).json === true) return io.out(JSON.stringify(removed))
        io.out(`${io.colors.green('✓')} The variant ${variant} and the item ${removed.targetItem} are parted.`)
      })
    })

const STAGES = {
  store: 'products of the store read',
  target: 'products of the ERP read',
  prices: 'prices read',
  compare: 'compared',
  write: 'written',
} as const

export function progressText({ colors }: Io, { stage, done, total }: ReadProgress): string {
  const share = total === null || total === 0 ? '' : `${bar(done / total, 24, colors)} `
  return `${share}${count(done)} ${STAGES[stage]}`
}

/** Works in this process until nothing of the flow is under way. */
export async function workHere(
  { colors }: Io,
  bridge: Bridge,
  integration: ChosenIntegration,
  flow: string,
  show: (text: string) => void,
): Promise<void> {
  const worker = bridge.engine.startWorker()
  try {
    await workThrough(bridge, integration, {
      look: () =>
        countStates(bridge.queries, bridge.organizationId, { integrationId: integration.integrationId, flow }),
      show: (left, most) => show(`${bar((most - left) / most, 24, colors)} ${count(left)} to go`),
    })
  } finally {
    await worker.stop()
  }
}
