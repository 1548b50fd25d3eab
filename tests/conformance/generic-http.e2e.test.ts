import { genericHttp } from '#connectors/generic-http/index'
import type { HttpSettings } from '#connectors/generic-http/settings'
import { isRefusal } from '#sandboxes/old-system/books'
import { startOldSystem } from '#sandboxes/old-system/start'
import type { ErpBench } from '#testing/conformance/erp-bench'
import { erpDemands } from '#testing/conformance/erp'
import { type StoreBench, storeDemands } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'
import { lifeOf, orderOf } from '#testing/generic/documents'
import { type MasterBench, masterReadDemands, masterWriteDemands } from '#testing/generic/master-demands'
import { searchDemands } from '#testing/generic/search-demands'
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
    async delivery(key) {
      const news = system.listeners.sent.findLast((one) => one.topic === 'order' && one.key === key)
      if (news === undefined) throw new Error(`nothing was told of ${key}`)
      return news
    },
  }
}

const master = (format: 'json' | 'xml') => async (): Promise<MasterBench<HttpSettings>> => {
  const { system, common } = await started(format)
  const { catalog, warehouse, people, books } = system
  return {
    ...common,
    article({ code, name, ean = '', cost = '', forms = [] }) {
      catalog.put({ code, name, ean, cost, form: forms.map((form) => ({ ...form, ean: '' })) })
    },
    price: (list, item, amount, { from = '' } = {}) => catalog.price(list, item, amount, { from }),
    deliver({ order, row, track }) {
      const lines = [{ row: 'line:1', item: 'MUG', quantity: '2', amount: '10' }]
      const filed = books.file('orders', { ref: order, currency: 'EUR', date: '2026-11-20', lines })
      if (isRefusal(filed)) throw new Error(filed.code)
      Object.assign(filed, { number: order, lineNumbers: { 'line:1': row } })
      return warehouse.deliver(order, { carrier: 'Post', track }).no
    },
    takeBack: (no) => warehouse.change(no, { status: 'void' }),
    person(person) {
      people.put({ ...person, address: [{ id: 'A1', street: 'Street 1', zip: '222 22', town: 'Lund', land: 'se' }] })
    },
    heldArticle: (code) => ({ ...catalog.articles.get(code) }) as Record<string, string>,
    heldPrices: (list, item) =>
      catalog.prices.filter((row) => row.list === list && row.item === item).map(({ amount }) => amount),
    heldPerson: (no) => ({ ...people.all.get(no) }) as unknown as Record<string, string>,
  }
}

const targetDemands = [...erpDemands<HttpSettings>(), ...searchDemands<HttpSettings>()]
const masterDemands = [...masterReadDemands<HttpSettings>(), ...masterWriteDemands<HttpSettings>()]

runDemands('the generic HTTP connector as an ERP, in JSON', targetDemands, erp('json'))
runDemands('the generic HTTP connector as an ERP, in XML', targetDemands, erp('xml'))
runDemands('the generic HTTP connector as a store, in JSON', storeDemands<HttpSettings>(), store('json'))
runDemands('the generic HTTP connector as a store, in XML', storeDemands<HttpSettings>(), store('xml'))
runDemands('the generic HTTP connector as a master of records, in JSON', masterDemands, master('json'))
runDemands('the generic HTTP connector as a master of records, in XML', masterDemands, master('xml'))
