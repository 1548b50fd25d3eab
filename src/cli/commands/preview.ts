import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { documentText } from '#cli/document-text'
import { payoutPreviewText } from '#cli/payout-text'
import { proofText } from '#cli/proof-text'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { amount, money, table } from '#cli/output'
import { chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { causeLines } from '#cli/transfer-text'
import { lineAmount } from '#model/invariants'
import type { Order } from '#model/order'
import type { Preview } from '#engine/preview'
import { subtract } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'

interface Options {
  readonly file?: string
  readonly integration?: string
  readonly payout?: string
}

export const previewCommand = (io: Io): Command =>
  new Command('preview')
    .description(
      'Shows the order as the store states it, the documents that it becomes, and the proof that both agree. Writes nothing.',
    )
    .argument('[order]', 'its name, e.g. "#1001"')
    .option('--file <payload.json>', 'an order as the store sends it, instead of a name')
    .option('--payout <name>', 'a payout of the store or of another provider, instead of an order')
    .option('--integration <key>', 'where there are several')
    .addHelpText(
      'after',
      examples([
        ['What would become of order #1001?', 'tillbridge preview "#1001"'],
        ['Of an order that somebody sent you?', 'tillbridge preview --file order.json'],
        ['Of a payout?', 'tillbridge preview --payout po_1Pgc79B7WZ'],
      ]),
    )
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const { file, payout } = options
      if ([name, file, payout].filter((given) => given !== undefined).length !== 1) {
        command.error('error: give either the name of an order, a file with --file, or a payout with --payout')
      }
      if (payout !== undefined) return previewPayout(io, command, payout, options.integration)
      const source = options.file === undefined ? { name: name ?? '' } : { payload: await readPayload(options.file) }
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { integrationId } = await chooseIntegration(bridge, options.integration)
        const { organizationId } = bridge
        const preview = await bridge.engine.preview({ organizationId, integrationId, ...source })
        if (globalOptions(command).json === true) io.out(JSON.stringify(preview))
        else io.out(previewText(io, preview))
      })
    })

const previewPayout = (io: Io, command: Command, name: string, integration: string | undefined): Promise<void> =>
  withBridge(settingsOf(io, command), async (bridge) => {
    const { integrationId } = await chooseIntegration(bridge, integration)
    const { organizationId } = bridge
    const preview = await bridge.engine.previewPayout({ organizationId, integrationId, name })
    if (globalOptions(command).json === true) io.out(JSON.stringify(preview))
    else io.out(payoutPreviewText(io, preview))
  })

async function readPayload(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch (cause) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'FILE_UNREADABLE',
      message: `${file} is not a JSON file that can be read.`,
      remedy: 'Give the order as the store sends it in a webhook, as JSON.',
      cause,
    })
  }
}

function previewText(io: Io, preview: Preview): string {
  const { plan, missing, documents, held } = preview
  const parts = [orderText(io, preview.order)]
  if (held.length > 0) {
    parts.push(`${io.colors.dim('In the target already')}\n  ${held.map(heldText).join('\n  ')}`)
  }
  if (plan.reason !== null)
    parts.push(causeLines(io, { ...plan.reason, remedy: plan.reason.remedy ?? null }, '').join('\n'))
  const written = documents.map(({ document }) => documentText(io, document))
  const planned = plan.writes.flatMap((write) => (write.action === 'create' ? [documentText(io, write.document)] : []))
  parts.push(...(missing.length === 0 ? written : planned))
  parts.push(
    ...plan.writes.flatMap((write) => (write.action === 'close' ? [closeText(io, preview, write.reference)] : [])),
  )
  for (const { message, remedy } of missing)
    parts.push(`${io.colors.red('▲')} ${causeLines(io, { message, remedy }, '').join('\n')}`)
  if (plan.outcome === 'unchanged')
    parts.push(`${io.colors.green('✓')} The target holds what it should; nothing would be written.`)
  parts.push(proofText(io, plan.proof))
  return parts.join('\n\n')
}

function heldText({ externalId, state, byTarget }: Preview['held'][number]): string {
  if (byTarget === true) return `${externalId}  delivery made there by its own people`
  return state === 'issued' ? externalId : `${externalId} (${state})`
}

/** A close is no document: it says which one holds back nothing from then on. */
function closeText({ colors }: Io, { held }: Preview, reference: string): string {
  const name = held.find((one) => one.reference === reference)?.externalId ?? reference
  return `${colors.bold('close')}  ${name}  ${colors.dim('nothing of it is left to deliver; it holds back no more stock')}`
}

function orderText(io: Io, order: Order): string {
  const { colors, columns } = io
  const currency = order.currencies.shop
  const rows = [
    ...order.lines.map((line) => [
      line.quantity,
      line.sku === null ? line.title : `${line.title} (${line.sku})`,
      amount(lineAmount(line, 'shop'), currency),
    ]),
    ...order.shippingLines
      .filter((line) => !line.removed)
      .map((line) => {
        const discounts = line.discounts.map((discount) => discount.amount.shop)
        return ['', line.title, amount(discounts.reduce(subtract, line.price.shop), currency)]
      }),
  ]
  const tax = order.taxesIncluded ? 'prices with tax' : 'prices without tax'
  const head = `${colors.bold(`${order.name} in the store`)}  ${order.financialStatus}  ${colors.dim(tax)}`
  const lines = table(
    [
      { title: 'quantity', align: 'right' },
      { title: 'what', flexible: true },
      { title: 'amount', align: 'right' },
    ],
    rows,
    { colors, width: columns },
  )
  return `${head}\n${lines}\n  ${colors.bold(`total ${money(order.totals.currentTotal.shop, currency)}`)}`
}
