import type { MappingsInput } from '#mapping/mappings'
import type { BookKind } from '#sandboxes/proof/erp-facts'
import { odooDocuments } from '#sandboxes/proof/odoo-facts'
import { type OdooOptions, type OdooSandbox, startOdoo } from '#sandboxes/odoo/start'
import type { ErpGate } from './erp-gate.ts'
import type { ErpSide } from './erp-side.ts'
import { odooGate } from './odoo-gate.ts'
import { odooLedgers } from './odoo-ledgers.ts'
import { odooPeople } from './odoo-people.ts'
import { figure, make, recordOf } from './odoo-records.ts'
import { odooShelf } from './odoo-shelf.ts'
import { odooBooks } from './odoo-books.ts'
import { odooDesk } from './odoo-desk.ts'
import type { StoryErp } from './story-core.ts'

const ACCOUNTS = { clearing: '1581', bank: '1942', fee: '6571', giftCards: '2421', storeCredit: '2422' } as const

const PLACE = 'WH/Stock'

/** Accounts that are not in the seed: code, name, kind. */
const MORE_ACCOUNTS = [
  [ACCOUNTS.clearing, 'Card payments', 'asset_current'],
  [ACCOUNTS.bank, 'Bank in transit', 'asset_cash'],
  [ACCOUNTS.fee, 'Payment fees', 'expense'],
  [ACCOUNTS.giftCards, 'Gift cards', 'liability_current'],
  [ACCOUNTS.storeCredit, 'Store credit', 'liability_current'],
  ['3740', 'Rounding', 'income_other'],
  ['3960', 'Exchange gains', 'income_other'],
  ['6352', 'Write-offs', 'expense'],
] as const
const MORE_RATES = [20, 19, 15, 7] as const
const SERVICES = ['SHIPPING', 'TIP', 'ADJUSTMENT', 'CUSTOM'] as const

const CODES: Readonly<Record<number, string>> = { 25: '25% G', 12: '12% G', 6: '6% G' }
const taxName = (rate: number): string => CODES[rate] ?? `VAT ${rate}%`

const grossName = (rate: number): string => `VAT ${rate}% incl.`

/** Tables that fit the sandbox's company with what `startOdooSide` adds. */
const ODOO_MAPPINGS: MappingsInput = {
  taxes: [
    ...[25, 12, 6, ...MORE_RATES].map((rate) => ({
      country: '*',
      rate: String(rate),
      account: taxName(rate),
      template: grossName(rate),
    })),
    { country: '*', rate: '0', account: null },
    { country: '*', rate: 'none', account: null },
  ],
  payments: [
    { gateway: 'shopify_payments', mode: 'CARD', account: ACCOUNTS.clearing },
    { gateway: 'gift_card', mode: 'GIFT', account: ACCOUNTS.giftCards },
    { gateway: 'store_credit', mode: 'STORE', account: ACCOUNTS.storeCredit },
    { gateway: '*', mode: 'CARD', account: ACCOUNTS.clearing },
  ],
  shipping: [{ method: '*', item: 'SHIPPING' }],
  locations: [{ location: '*', warehouse: 'WH' }],
  items: [],
  ledgers: [
    { category: 'bank', account: ACCOUNTS.bank },
    { category: 'fee', account: ACCOUNTS.fee },
    { category: 'write-off', account: '6352' },
    { category: 'exchange', account: '3960' },
  ],
  roles: {
    tip: { item: 'TIP' },
    'gift-card': { account: ACCOUNTS.giftCards },
    fee: { item: 'TIP' },
    rounding: { account: '3740' },
    adjustment: { item: 'ADJUSTMENT' },
    custom: { item: 'CUSTOM' },
  },
}

/** What only Odoo has is worked with in the server itself. */
export interface OdooSide extends ErpSide {
  readonly sandbox: OdooSandbox
}

/** Odoo with a company in Sweden and what the scenarios need. */
export async function beginOdoo(options: OdooOptions = {}): Promise<StoryErp<OdooSide>> {
  const odoo = await startOdoo(options)
  furnish(odoo)
  const { key, ...gate } = odooGate(odoo)
  return {
    erp: { ...odooSide(odoo), ...gate, sandbox: odoo },
    currency: 'SEK',
    timeZone: 'Europe/Stockholm',
    mappings: ODOO_MAPPINGS,
    connection: (settings) => ({
      connector: 'odoo',
      settings: {
        baseUrl: odoo.url,
        database: odoo.db,
        login: odoo.login,
        apiKey: key(),
        version: String(odoo.version),
        company: 'Nordbutik AB',
        companyCurrency: 'SEK',
        createMissingItems: true,
        ...settings,
      },
    }),
    stop: () => odoo.stop(),
  }
}

type Values = Readonly<Record<string, unknown>>

function furnish(odoo: OdooSandbox): void {
  const accounts = new Map(
    MORE_ACCOUNTS.map(([code, name, account_type]) => [
      code as string,
      make(odoo, 'account.account', { code, name, account_type, reconcile: account_type === 'asset_current' }),
    ]),
  )
  for (const [code, account] of [
    ['CARD', ACCOUNTS.clearing],
    ['GIFT', ACCOUNTS.giftCards],
    ['STORE', ACCOUNTS.storeCredit],
  ] as const) {
    const journal = make(odoo, 'account.journal', { name: code, code, type: 'bank' })
    const ways = odoo.call('account.payment.method.line', 'search', [[['journal_id', '=', journal]]])
    odoo.call('account.payment.method.line', 'write', [ways, { payment_account_id: accounts.get(account) }])
  }
  const [company] = odoo.records('res.company', [], ['id'])
  const exchange = accounts.get('3960')
  odoo.call('res.company', 'write', [
    [Number(company?.['id'])],
    { income_currency_exchange_account_id: exchange, expense_currency_exchange_account_id: exchange },
  ])
  for (const amount of MORE_RATES) make(odoo, 'account.tax', { name: taxName(amount), amount, type_tax_use: 'sale' })
  const included = odoo.version <= 17 ? { price_include: true } : { price_include_override: 'tax_included' }
  for (const amount of [25, 12, 6, ...MORE_RATES])
    make(odoo, 'account.tax', { name: grossName(amount), amount, type_tax_use: 'sale', ...included })
  const service = odoo.version <= 17 ? { detailed_type: 'service' } : { type: 'service' }
  for (const code of SERVICES) make(odoo, 'product.product', { name: code, default_code: code, ...service })
}

function odooSide(odoo: OdooSandbox): Omit<ErpSide, keyof ErpGate> {
  const itemOf = (code: string): number => {
    const [found] = odoo.records('product.product', [['default_code', '=', code]], ['id'])
    if (found !== undefined) return Number(found['id'])
    const kind = odoo.version <= 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true }
    return make(odoo, 'product.product', { name: code, default_code: code, ...kind })
  }
  const [place] = odoo.records('stock.location', [['complete_name', '=', PLACE]], ['id'])
  const ledgers = odooLedgers(odoo, ACCOUNTS.bank)
  return {
    ...odooDesk(odoo),
    ...odooShelf(odoo),
    ...odooPeople(odoo),
    ...ledgers,
    name: 'Odoo',
    url: odoo.url,
    server: odoo,
    accounts: ACCOUNTS,
    mappings: ODOO_MAPPINGS,
    ...odooBooks(odoo),
    place: PLACE,
    documents: () => odooDocuments(odoo),
    openAmounts: (documents) =>
      documents
        .filter(({ kind }) => kind === 'invoice' || kind === 'credit-note')
        .flatMap((document) => odoo.records('account.move', [['id', '=', recordOf(document).id]], ['amount_residual']))
        .map((move) => figure(move['amount_residual'])),
    balance: (account) => ledgers.holds(ACCOUNTS[account]),
    level(code) {
      const at = [
        ['product_id', '=', itemOf(code)],
        ['location_id', '=', Number(place?.['id'])],
      ]
      const open = [...at, ['state', 'in', ['waiting', 'confirmed', 'partially_available', 'assigned']]]
      const total = (rows: readonly Values[], field: string): number =>
        rows.reduce((all, row) => all + Number(row[field] ?? 0), 0)
      return {
        onHand: total(odoo.records('stock.quant', at), 'quantity'),
        reserved: total(odoo.records('stock.move', open), 'product_uom_qty'),
      }
    },
    count: (code, pieces) => odoo.setStock(itemOf(code), pieces),
    send: (salesOrder, parcelNumber) => odoo.deliver(recordOf(salesOrder).id, parcelNumber),
    writing: (kind) => WRITING[kind],
  }
}

const call = (model: string, method: string): RegExp =>
  new RegExp(`^POST (/json/2/${model}/${method} |/jsonrpc .*"${model.replaceAll('.', '\\.')}","${method}")`)

const WRITING: Readonly<Record<BookKind, RegExp>> = {
  'sales-order': call('sale.order', 'web_save'),
  invoice: call('account.move', 'action_post'),
  'credit-note': call('account.move', 'action_post'),
  payment: call('account.payment', 'action_post'),
  'refund-payment': call('account.payment', 'action_post'),
  delivery: call('stock.picking', 'button_validate'),
  'delivery-return': call('stock.picking', 'button_validate'),
  journal: call('account.move', 'action_post'),
}
