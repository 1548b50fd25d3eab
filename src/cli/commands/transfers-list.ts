import { Command, InvalidArgumentError, Option } from 'commander'
import { parseInstant } from '#cli/instants'
import { examples } from '#cli/help'
import type { Io } from '#cli/io'
import { plural, table, when } from '#cli/output'
import { allIntegrations, chooseIntegration, globalOptions, settingsOf, withBridge } from '#cli/session'
import { nameOf, stateText, summaryOf, totalText } from '#cli/transfer-text'
import { typedAmount } from '#lib/typed-amount'
import {
  listTransfers,
  TRANSFER_STATES,
  type TransferFilter,
  type TransferState,
  type TransferView,
} from '#database/transfers'

export interface FilterOptions {
  readonly integration?: string
  readonly state?: TransferState
  readonly cause?: string
  readonly subject?: string
  readonly order?: string
  readonly since?: string
  readonly until?: string
}

interface Options extends FilterOptions {
  readonly search?: string
  readonly amountFrom?: string
  readonly amountTo?: string
  readonly limit: number
  readonly after?: string
}

export const listCommand = (io: Io): Command =>
  new Command('list')
    .summary('list transfers, newest first')
    .option('--integration <key>', 'only of this integration')
    .addOption(new Option('--state <state>', 'only in this state').choices([...TRANSFER_STATES]))
    .option('--cause <code>', 'only with this cause, e.g. TAX_NOT_MAPPED')
    .option('--subject <text>', 'only about this, e.g. tax:FI:25.5')
    .option('--order <name>', 'only this order, e.g. "#1001"')
    .option('--since <day>', 'only orders placed from this day on (YYYY-MM-DD, on the shop’s calendar)')
    .option('--until <day>', 'only orders placed before this day')
    .option('--search <words>', 'only what has all these words: number, customer, e-mail, SKU, document, amount')
    .option(
      '--amount-from <amount>',
      'only what amounts to this or more, in its own currency, e.g. 1299 or 12,50',
      amount,
    )
    .option('--amount-to <amount>', 'only what amounts to this or less', amount)
    .option('--limit <number>', 'how many', wholeNumber, 30)
    .option('--after <transfer>', 'go on after the last one of the page before')
    .addHelpText(
      'after',
      examples([
        ['What needs me?', 'tillbridge transfers list --state attention'],
        ['What is this payment of?', 'tillbridge transfers list --amount-from 499 --amount-to 499,99'],
        ['Where is this invoice from?', 'tillbridge transfers list --search ACC-SINV-2026-00017'],
      ]),
    )
    .action(async (options: Options, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const integrations = await allIntegrations(bridge)
        const zones = new Map(integrations.map(({ integrationId, timeZone }) => [integrationId, timeZone]))
        const chosen = options.integration === undefined ? null : await chooseIntegration(bridge, options.integration)
        const zone = chosen?.timeZone ?? integrations[0]?.timeZone ?? 'UTC'
        const filter = {
          ...filterOf(options, zone),
          ...(chosen === null ? {} : { integrationId: chosen.integrationId }),
          ...(options.search === undefined ? {} : { search: options.search }),
          ...(options.amountFrom === undefined ? {} : { amountFrom: options.amountFrom }),
          ...(options.amountTo === undefined ? {} : { amountTo: options.amountTo }),
        }
        const transfers = await listTransfers(bridge.queries, bridge.organizationId, filter, options)
        if (globalOptions(command).json === true) io.out(JSON.stringify(transfers))
        else io.out(listText(io, transfers, options, zones))
      })
    })

export function filterOf(
  { state, cause, subject, order, since, until }: FilterOptions,
  timeZone: string,
): TransferFilter {
  return {
    ...(state === undefined ? {} : { state }),
    ...(cause === undefined ? {} : { causeCode: cause }),
    ...(subject === undefined ? {} : { causeSubject: subject }),
    ...(order === undefined ? {} : { record: order }),
    ...(since === undefined ? {} : { createdSince: parseInstant(since, timeZone) }),
    ...(until === undefined ? {} : { createdUntil: parseInstant(until, timeZone) }),
  }
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('It must be a whole number.')
}

function amount(text: string): string {
  const value = typedAmount(text)
  if (value !== null) return value
  throw new InvalidArgumentError('It must be a number, e.g. 1299 or 1 299,00.')
}

function listText(
  io: Io,
  transfers: readonly TransferView[],
  options: Options,
  zones: ReadonlyMap<string, string>,
): string {
  if (transfers.length === 0) return 'No transfers match.'
  const { colors, columns } = io
  const rows = transfers.map((transfer) => [
    colors.bold(nameOf(transfer)),
    stateText(io, transfer.state),
    totalText(transfer),
    summaryOf(transfer).customer ?? '',
    transfer.foundBy,
    when(transfer.sourceCreatedAt ?? transfer.firstSeenAt, zones.get(transfer.integrationId) ?? 'UTC'),
    transfer.causeCode === null
      ? ''
      : `${transfer.causeCode}${transfer.causeSubject === null ? '' : ` ${transfer.causeSubject}`}`,
  ])
  const text = table(
    [
      { title: 'order' },
      { title: 'state' },
      { title: 'total', align: 'right' },
      { title: 'customer' },
      { title: 'found by' },
      { title: 'placed' },
      { title: 'cause', flexible: true },
    ],
    rows,
    { colors, width: columns },
  )
  const last = transfers.length === options.limit ? transfers.at(-1) : undefined
  const more = last === undefined ? '' : `, more with --after ${last.transferId}`
  return `${text}\n\n${colors.dim(`  ${plural(transfers.length, 'transfer')}${more}`)}`
}
