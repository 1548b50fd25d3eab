import { add, type Decimal, decimal, sum, ZERO } from '#lib/decimal'
import type { MappingsInput } from '#mapping/mappings'
import { listTransfers, type TransferView } from '#database/transfers'
import type { StripeSandbox } from '#sandboxes/stripe/start'
import { PAYOUT_LEDGERS } from '#testing/payout-ledgers'
import { ACME_MAPPINGS, startStory, type Story, type StoryConfiguration, type StoryOptions } from '#testing/story'
import { amount, type Doc } from './books.ts'

/** Every ledger of payouts has an account of its own, so that the general ledger tells them apart. */
const accountOf = (ledger: string): string => `Payout ${ledger} - AC`
export const BANK = 'Payout bank - AC'
export const CLEARING = 'Payments clearing - AC'

export const PAYOUT_MAPPINGS: MappingsInput = {
  ...ACME_MAPPINGS,
  payments: [
    { gateway: 'shopify_payments', mode: 'Credit Card', account: CLEARING },
    ...['stripe', 'klarna', 'adyen'].map((gateway) => ({ gateway, mode: 'Credit Card', account: CLEARING })),
    { gateway: '*', mode: 'Cash', account: 'Stripe Clearing - AC' },
  ],
  ledgers: [
    { category: 'bank', account: BANK },
    ...PAYOUT_LEDGERS.map((category) => ({ category, account: accountOf(category) })),
  ],
}

interface PayoutStoryOptions extends StoryOptions {
  /** Pays out beside, or in place of, the store. */
  readonly stripe?: StripeSandbox
  /** Asked whenever the configuration is applied. */
  readonly webhookSecret?: () => string
  /** Connections of other providers that pay out, by key; asked whenever the configuration is applied. */
  readonly providers?: () => Readonly<Record<string, { readonly connector: string; readonly settings: object }>>
}

/** A story whose integration takes payouts. */
export async function startPayoutStory({
  stripe,
  webhookSecret,
  providers,
  ...options
}: PayoutStoryOptions = {}): Promise<Story> {
  const story = await startStory({
    mappings: PAYOUT_MAPPINGS,
    ...options,
    adjust: (file) => withProviders(withPayouts(file, stripe, webhookSecret), providers),
  })
  for (const [name, parent, type] of [
    ['Payout bank', 'Bank Accounts - AC', 'Bank'],
    ['Payments clearing', 'Bank Accounts - AC', 'Bank'],
    ...PAYOUT_LEDGERS.map((ledger) => [`Payout ${ledger}`, 'Current Liabilities - AC', ''] as const),
  ] as const) {
    story.erp.insert({
      doctype: 'Account',
      account_name: name,
      company: 'Acme GmbH',
      parent_account: parent,
      ...(type === '' ? {} : { account_type: type }),
    })
  }
  return story
}

function withPayouts(
  file: StoryConfiguration,
  stripe: StripeSandbox | undefined,
  webhookSecret: (() => string) | undefined,
) {
  const { acme, ...others } = file.integrations
  const flows = { payouts: { enabled: true } }
  if (stripe === undefined) return { ...file, integrations: { ...others, acme: { ...acme, flows } } }
  const settings = {
    apiKey: stripe.restrictedKey,
    baseUrl: stripe.url,
    timeZone: 'Europe/Berlin',
    ...(webhookSecret === undefined ? {} : { webhookSecret: webhookSecret() }),
  }
  return {
    ...file,
    connections: { ...file.connections, stripe: { connector: 'stripe', settings } },
    integrations: { ...others, acme: { ...acme, flows, payments: ['shop', 'stripe'] } },
  }
}

function withProviders(file: StoryConfiguration, providers: PayoutStoryOptions['providers']): StoryConfiguration {
  if (providers === undefined) return file
  const { acme, ...others } = file.integrations
  const connections = providers()
  const integrations = { ...others, acme: { ...acme, payments: Object.keys(connections) } }
  return { ...file, connections: { ...file.connections, ...connections }, integrations }
}

/** Looks for payouts now, and waits until nothing is left to do. */
export async function lookForPayouts(story: Story): Promise<void> {
  const { organizationId, integrationId, running } = story
  await running.bridge.engine.sweep({ organizationId, integrationId, flow: 'payouts' })
  await story.settled()
}

export async function payoutTransfer(story: Story, name: string): Promise<TransferView | undefined> {
  const { queries } = running(story)
  const all = await listTransfers(queries, story.organizationId, { flow: 'payouts' }, { limit: 1000 })
  return all.find((transfer) => transfer.recordName === name || transfer.recordKey.endsWith(name))
}

const running = ({ running: { bridge } }: Story) => bridge

/** What an account holds in the ERP's general ledger, in the company's currency. */
export function balanceOf(story: Story, account: string): Decimal {
  const entries = ledger(story).filter((entry) => entry['account'] === account)
  return add(sum(entries.map((entry) => amount(entry, 'debit'))), negative(entries))
}

const negative = (entries: readonly Doc[]): Decimal => sum(entries.map((entry) => decimal(-Number(entry['credit']))))

const ledger = (story: Story): Doc[] =>
  story.erp.documents('GL Entry').filter((entry) => Number(entry['is_cancelled'] ?? 0) === 0)

/** The balances of all ledgers of payouts that are not zero, by ledger. */
export const ledgerBalances = (story: Story): Record<string, Decimal> =>
  Object.fromEntries(
    [
      ...PAYOUT_LEDGERS.map((name) => [name, accountOf(name)] as const),
      ['bank', BANK] as const,
      ['clearing', CLEARING] as const,
    ]
      .map(([name, account]) => [name, balanceOf(story, account)] as const)
      .filter(([, balance]) => balance !== ZERO),
  )

/** The journals that the ERP holds, cancelled ones not counted. */
export const journals = (story: Story): Doc[] =>
  story.erp.documents('Journal Entry').filter((document) => document['docstatus'] === 1)
