import { type ErpBench, erpDemands, lifeOf, orderOf, runDemands } from 'tillbridge/testing'
import { newSystem } from './erp.ts'
import { startNewSystem } from './sandbox.ts'
import { type NewSystemSettings, settings } from './settings.ts'

async function bench(): Promise<ErpBench<NewSystemSettings>> {
  const system = await startNewSystem()
  const { url: baseUrl, apiKey, faults } = system
  const good = settings.parse({ baseUrl, apiKey })
  return {
    connector: newSystem,
    settings: good,
    refusedSettings: { ...good, apiKey: 'wrong' },
    faults,
    // Sample documents of one order's life; the sandbox needs their item, accounts and warehouse.
    order: orderOf,
    life: lifeOf,
    count: (reference) => {
      throw new Error(`the sandbox cannot say yet how many documents it holds with the reference ${reference}`)
    },
    [Symbol.asyncDispose]: () => system.stop(),
  }
}

// A demand that the system cannot meet is waived by its name, with the reason: runDemands(…, bench, { 'the demand': 'why' }).
runDemands('the connector of New System', erpDemands<NewSystemSettings>(), bench)
