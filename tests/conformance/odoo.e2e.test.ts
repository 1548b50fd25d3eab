import { odoo } from '#connectors/odoo/index'
import { type OdooSettings, settings } from '#connectors/odoo/settings'
import { decimal } from '#lib/decimal'
import type { MappedDocument, MappedSalesDocument } from '#model/documents'
import { startOdoo } from '#sandboxes/odoo/start'
import { erpDemands } from '#testing/conformance/erp'
import type { ErpBench } from '#testing/conformance/erp-bench'
import { documentDemands } from '#testing/conformance/erp-documents'
import { runDemands } from '#testing/conformance/suite'
import { plainContext } from '#testing/plain-context'
import { sampleCredit, sampleGoods, sampleJournal, samplePayment, sampleSale, taxKey } from '#testing/sample-documents'

const key = taxKey('25')
const tax = (amount: string) => [{ key, amount: decimal(amount), account: '25% G' }]
const inSek = { currency: 'SEK' }

function orderOf(reference: string): MappedSalesDocument {
  const rows = [{ quantity: '3', net: '47.98', tax: '12', key }]
  return sampleSale(rows, tax('12'), { ...inSek, reference, orderName: reference })
}

/** Three pieces are sold and sent, one comes back; its money is set off in part, and paid back in part. */
function lifeOf(prefix: string): MappedDocument[] {
  const order = orderOf(`${prefix}:order`)
  const named = { ...inSek, orderName: prefix }
  const invoice = {
    ...order,
    ...named,
    kind: 'invoice',
    reference: `${prefix}:invoice`,
    basedOn: order.reference,
  } as const
  const credited = [{ quantity: '1', net: '15.99', tax: '4', key }]
  const credit = sampleCredit(credited, tax('4'), {
    ...named,
    reference: `${prefix}:credit`,
    basedOn: invoice.reference,
  })
  const goods = { ...named, warehouse: 'WH' }
  const delivery = sampleGoods([{ quantity: '3', warehouse: 'WH' }], {
    ...named,
    reference: `${prefix}:out`,
    basedOn: order.reference,
  })
  const money = { ...named, mode: 'STRP', account: '1581' }
  const paid = { reference: invoice.reference, amount: decimal('59.98') }
  const refund = { reference: credit.reference, amount: decimal('10') }
  const offset = [
    { amount: '9.99', settles: credit.reference },
    { amount: '-9.99', account: '6570' },
  ]
  return [
    order,
    invoice,
    delivery,
    samplePayment({ ...money, reference: `${prefix}:paid`, amount: decimal('59.98'), allocations: [paid] }),
    sampleGoods([{ quantity: '1', warehouse: 'WH' }], {
      ...goods,
      kind: 'delivery-return',
      reference: `${prefix}:back`,
      basedOn: delivery.reference,
    }),
    credit,
    sampleJournal(offset, { ...named, reference: `${prefix}:offset` }),
    samplePayment({
      ...money,
      kind: 'refund-payment',
      reference: `${prefix}:refund`,
      amount: decimal('10'),
      allocations: [refund],
    }),
  ]
}

const MODELS = ['sale.order', 'account.move', 'account.payment', 'stock.picking']

const benchOf = (version: 16 | 17 | 18 | 19) => async (): Promise<ErpBench<OdooSettings>> => {
  const server = await startOdoo({ version })
  const connection = settings.parse({
    baseUrl: server.url,
    database: server.db,
    login: server.login,
    apiKey: server.apiKey,
    version: String(version),
    company: 'Nordbutik AB',
    companyCurrency: 'SEK',
  })
  const made = (model: string, values: object): number => (server.call(model, 'create', [[values]]) as number[])[0] ?? 0
  const kind = version <= 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true }
  server.setStock(made('product.product', { name: 'T-shirt', default_code: 'TSHIRT-1', ...kind }), 10)
  const clearing = made('account.account', {
    code: '1581',
    name: 'Stripe',
    account_type: 'asset_current',
    reconcile: true,
  })
  const journal = made('account.journal', { name: 'Stripe', code: 'STRP', type: 'bank' })
  const ways = server.call('account.payment.method.line', 'search', [[['journal_id', '=', journal]]])
  server.call('account.payment.method.line', 'write', [ways, { payment_account_id: clearing }])
  await odoo.prepare?.(plainContext(odoo, connection))
  return {
    connector: odoo,
    settings: connection,
    refusedSettings: { ...connection, apiKey: 'wrong' },
    faults: server.faults,
    orderWrite: 'POST /json/2/sale.order/web_save',
    order: orderOf,
    life: lifeOf,
    count: (reference) =>
      MODELS.flatMap((model) => server.records(model, [['x_tillbridge_ref', '=', reference]], ['state'])).filter(
        ({ state }) => state !== 'cancel' && state !== 'canceled',
      ).length,
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

runDemands('the Odoo connector, version 19', erpDemands<OdooSettings>(), benchOf(19))
runDemands('the Odoo connector, version 18', documentDemands<OdooSettings>(), benchOf(18))
runDemands('the Odoo connector, version 17', documentDemands<OdooSettings>(), benchOf(17))
runDemands('the Odoo connector, version 16', documentDemands<OdooSettings>(), benchOf(16))
