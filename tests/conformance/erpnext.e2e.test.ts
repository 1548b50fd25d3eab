import { erpnext } from '#connectors/erpnext/index'
import { prepare } from '#connectors/erpnext/prepare'
import { samplePayment, sampleSale, sampleSettings, taxKey } from '#connectors/erpnext/sample-documents'
import type { ErpnextSettings } from '#connectors/erpnext/settings'
import { decimal } from '#lib/decimal'
import { startErpnext } from '#sandboxes/erpnext/start'
import { type ErpBench, erpDemands } from '#testing/conformance/erp'
import { runDemands } from '#testing/conformance/suite'
import { plainContext } from '#testing/plain-context'

const DOCTYPES = ['Sales Order', 'Sales Invoice', 'Payment Entry']

async function bench(): Promise<ErpBench<ErpnextSettings>> {
  const site = await startErpnext({ seed: 'reference' })
  const settings = sampleSettings({ baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret })
  await prepare(plainContext(erpnext, settings))
  const key = taxKey('25')
  return {
    connector: erpnext,
    settings,
    refusedSettings: { ...settings, apiSecret: 'wrong' },
    faults: site.faults,
    document(kind, reference) {
      if (kind === 'payment' || kind === 'refund-payment') return samplePayment({ reference, amount: decimal('49.90') })
      const rows = [{ quantity: '3', net: '47.98', tax: '12', key }]
      const order = sampleSale(rows, [{ key, amount: decimal('12'), account: 'VAT 25% - AC' }])
      return { ...order, kind, reference, orderName: reference, purchaseOrderNumber: null }
    },
    count: (reference) =>
      DOCTYPES.flatMap((doctype) => site.documents(doctype)).filter(
        (document) => document['tillbridge_ref'] === reference && document.docstatus !== 2,
      ).length,
    [Symbol.asyncDispose]: () => site.stop(),
  }
}

runDemands('the ERPNext connector', erpDemands<ErpnextSettings>(), bench)
