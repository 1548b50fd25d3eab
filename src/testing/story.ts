import type { MappingsInput } from '#mapping/mappings'
import { type ErpnextOptions, type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { type CoreOptions, startStoryOf, type StoryConfiguration, type StoryErp, type StoryOf } from './story-core.ts'

export type { StoryConfiguration }

export interface StoryOptions extends CoreOptions {
  readonly erp?: ErpnextOptions
}

/** A story whose ERP is ERPNext. */
export type Story = StoryOf<ErpnextSandbox>

/** Tables that fit the sandbox's company `Acme GmbH`. */
export const ACME_MAPPINGS: MappingsInput = {
  taxes: [
    ...['25', '20', '19', '15', '12', '7', '6'].map((rate) => ({ country: '*', rate, account: accountOf(rate) })),
    { country: '*', rate: '0', account: null },
    { country: '*', rate: 'none', account: null },
  ],
  payments: [
    { gateway: 'shopify_payments', mode: 'Credit Card', account: 'Stripe Clearing - AC' },
    { gateway: 'gift_card', mode: 'Cash', account: 'Gift Cards - AC' },
    { gateway: '*', mode: 'Cash', account: 'Stripe Clearing - AC' },
  ],
  shipping: [{ method: '*', item: 'SHIPPING' }],
  locations: [{ location: '*', warehouse: 'Stores - AC' }],
  items: [],
  ledgers: [
    { category: 'fee', account: 'Payment Fees - AC' },
    { category: 'write-off', account: 'Write Off - AC' },
    { category: 'exchange', account: 'Exchange Gain/Loss - AC' },
  ],
  roles: {
    tip: { item: 'TIP' },
    'gift-card': { item: 'TIP' },
    rounding: { account: 'Freight Income - AC' },
    adjustment: { item: 'ADJUSTMENT' },
  },
}

function accountOf(rate: string): string {
  return rate === '19' || rate === '7' ? `Umsatzsteuer ${rate} % - AC` : `VAT ${rate}% - AC`
}

/** Starts a story of a shop and ERPNext. Everything is on loopback and gone when it is disposed. */
export const startStory = ({ erp, ...options }: StoryOptions = {}): Promise<Story> =>
  startStoryOf(options, () => beginErpnext(erp))

/** ERPNext with the company `Acme GmbH` and what the scenarios sell. */
export async function beginErpnext(options: ErpnextOptions = {}): Promise<StoryErp<ErpnextSandbox>> {
  const erp = await startErpnext({ seed: 'reference', ...options })
  ensureFiscalYears(erp)
  return {
    erp,
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    mappings: ACME_MAPPINGS,
    connection: (settings, isListenedTo) => ({
      connector: 'erpnext',
      settings: {
        baseUrl: erp.url,
        apiKey: erp.apiKey,
        apiSecret: erp.apiSecret,
        company: 'Acme GmbH',
        companyCurrency: 'EUR',
        warehouse: 'Stores - AC',
        createMissingItems: true,
        ...(isListenedTo ? { webhookSecret: 'a secret of the story' } : {}),
        ...settings,
      },
    }),
    stop: () => erp.stop(),
  }
}

/** Orders that are placed now must find open books, in whatever year the tests run, and what is dated on the next day too. */
function ensureFiscalYears(erp: ErpnextSandbox): void {
  const year = Number(erp.site.today().slice(0, 4))
  for (const one of [year, year + 1]) ensureFiscalYear(erp, String(one))
}

function ensureFiscalYear(erp: ErpnextSandbox, year: string): void {
  const isOpen = erp.documents('Fiscal Year').some((known) => String(known['year_start_date']).startsWith(year))
  if (isOpen) return
  const [year_start_date, year_end_date] = [`${year}-01-01`, `${year}-12-31`]
  erp.insert({ doctype: 'Fiscal Year', year, year_start_date, year_end_date })
}
