import { genericHttp } from '#connectors/generic-http/index'
import type { HttpSettings } from '#connectors/generic-http/settings'
import { startOldSystem } from '#sandboxes/generic/start'
import type { ErpBench } from '#testing/conformance/erp-bench'
import { erpDemands } from '#testing/conformance/erp'
import { type StoreBench, storeDemands } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'
import { lifeOf, orderOf } from '#testing/generic/documents'
import { oldSystemSettings } from '#testing/generic/old-system-settings'

const started = async (format: 'json' | 'xml') => {
  const system = await startOldSystem({ format })
  const settings = oldSystemSettings(system, { format })
  const connector = genericHttp.forSettings?.(settings) ?? genericHttp
  return {
    system,
    common: {
      connector,
      settings,
      refusedSettings: { ...settings, secret: 'wrong' },
      faults: system.faults,
      [Symbol.asyncDispose]: () => system.stop(),
    },
  }
}

const erp = (format: 'json' | 'xml') => async (): Promise<ErpBench<HttpSettings>> => {
  const { system, common } = await started(format)
  return {
    ...common,
    order: orderOf,
    life: lifeOf,
    count: (reference) => system.books.all().filter((one) => one.ref === reference && !one.voided).length,
  }
}

const store = (format: 'json' | 'xml') => async (): Promise<StoreBench<HttpSettings>> => {
  const { system, common } = await started(format)
  return {
    ...common,
    reads: 'GET',
    place: (options) => system.shop.place(options),
    close: (key) => system.shop.close(key),
    delivery: () => Promise.reject(new Error('a generic system sends no webhooks')),
  }
}

const NO_WEBHOOKS = 'a system without a public interface sends none; its orders come with the search'
const WAIVED = {
  'the newest webhook body stands in for a read and tells the same': NO_WEBHOOKS,
  'a delivery is accepted with its signature and refused with any other, or without a secret': NO_WEBHOOKS,
  'a delivery of an order names the order, and is recognised again': NO_WEBHOOKS,
  'a body that is not what its topic promises is refused by name': NO_WEBHOOKS,
}

runDemands('the generic HTTP connector as an ERP, in JSON', erpDemands<HttpSettings>(), erp('json'))
runDemands('the generic HTTP connector as an ERP, in XML', erpDemands<HttpSettings>(), erp('xml'))
runDemands('the generic HTTP connector as a store, in JSON', storeDemands<HttpSettings>(), store('json'), WAIVED)
runDemands('the generic HTTP connector as a store, in XML', storeDemands<HttpSettings>(), store('xml'), WAIVED)
