import { erpnext } from '#connectors/erpnext/index'
import { prepare } from '#connectors/erpnext/prepare'
import { sampleCredit, sampleGoods, sampleJournal, samplePayment, sampleSale, taxKey } from '#testing/sample-documents'
import { sampleSettings } from '#connectors/erpnext/sample-settings'
import type { ErpnextSettings } from '#connectors/erpnext/settings'
import { decimal } from '#lib/decimal'
import { startErpnext } from '#sandboxes/erpnext/start'
import type { MappedDocument, MappedSalesDocument } from '#model/documents'
import type { ErpBench } from '#testing/conformance/erp-bench'
import { erpDemands } from '#testing/conformance/erp'
import { runDemands } from '#testing/conformance/suite'
import { plainContext } from '#testing/plain-context'

const DOCTYPES = ['Sales Order', 'Sales Invoice', 'Payment Entry', 'Delivery Note', 'Journal Entry']

const key = taxKey('25')
const tax = (amount: string) => [{ key, amount: decimal(amount), account: 'VAT 25% - AC' }]

function orderOf(reference: string): MappedSalesDocument {
  const rows = [{ quantity: '3', net: '47.98', tax: '12', key }]
  return { ...sampleSale(rows, tax('12')), reference, orderName: reference }
}

/** Three pieces are sold and sent, one comes back; its money is set off in part, and paid back in part. */
function lifeOf(prefix: string): MappedDocument[] {
  const order = orderOf(`${prefix}:order`)
  const named = { orderName: prefix }
  const invoice = {
    ...order,
    ...named,
    kind: 'invoice' as const,
    reference: `${prefix}:invoice`,
    basedOn: order.reference,
  }
  const credited = [{ quantity: '1', net: '15.99', tax: '4', key }]
  const changes = { ...named, reference: `${prefix}:credit`, basedOn: invoice.reference }
  const credit = sampleCredit(credited, tax('4'), changes)
  const offset = [
    { amount: '9.99', settles: credit.reference },
    { amount: '-9.99', settles: invoice.reference },
  ]
  const delivery = sampleGoods([{ quantity: '3' }], { ...named, reference: `${prefix}:out`, basedOn: order.reference })
  const back = { kind: 'delivery-return' as const, reference: `${prefix}:back`, basedOn: delivery.reference }
  const paid = { reference: invoice.reference, amount: decimal('49.99') }
  const refund = { reference: credit.reference, amount: decimal('10') }
  return [
    order,
    invoice,
    delivery,
    samplePayment({ ...named, reference: `${prefix}:paid`, amount: decimal('49.99'), allocations: [paid] }),
    sampleGoods([{ quantity: '1' }], { ...named, ...back }),
    credit,
    sampleJournal(offset, { ...named, reference: `${prefix}:offset` }),
    samplePayment({
      ...named,
      kind: 'refund-payment',
      reference: `${prefix}:refund`,
      amount: decimal('10'),
      allocations: [refund],
    }),
  ]
}

async function bench(): Promise<ErpBench<ErpnextSettings>> {
  const site = await startErpnext({ seed: 'reference' })
  const settings = sampleSettings({ baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret })
  await prepare(plainContext(erpnext, settings))
  const received = { item_code: 'TSHIRT-1', qty: 10, t_warehouse: 'Stores - AC', basic_rate: 10 }
  site.insert({
    doctype: 'Stock Entry',
    docstatus: 1,
    stock_entry_type: 'Material Receipt',
    company: 'Acme GmbH',
    items: [received],
  })
  return {
    connector: erpnext,
    settings,
    refusedSettings: { ...settings, apiSecret: 'wrong' },
    faults: site.faults,
    order: orderOf,
    life: lifeOf,
    count: (reference) =>
      DOCTYPES.flatMap((doctype) => site.documents(doctype)).filter(
        (document) => document['tillbridge_ref'] === reference && document.docstatus !== 2,
      ).length,
    [Symbol.asyncDispose]: () => site.stop(),
  }
}

runDemands('the ERPNext connector', erpDemands<ErpnextSettings>(), bench)
