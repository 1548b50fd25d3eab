import { runDemands, type StoreBench, storeDemands } from 'tillbridge/testing'
import { startNewSystem } from './sandbox.ts'
import { type NewSystemSettings, settings } from './settings.ts'
import { newSystem } from './store.ts'

const notYet = (what: string): never => {
  throw new Error(`the sandbox cannot do this yet: ${what}`)
}

async function bench(): Promise<StoreBench<NewSystemSettings>> {
  const system = await startNewSystem()
  const { url: baseUrl, apiKey, faults } = system
  const good = settings.parse({ baseUrl, apiKey, webhookSecret: 'between us' })
  return {
    connector: newSystem,
    settings: good,
    refusedSettings: { ...good, apiKey: 'wrong' },
    faults,
    reads: 'GET',
    place: () => notYet('sell something'),
    close: () => notYet('archive an order'),
    delivery: () => notYet('send a webhook'),
    [Symbol.asyncDispose]: () => system.stop(),
  }
}

// A demand that the system cannot meet is waived by its name, with the reason: runDemands(…, bench, { 'the demand': 'why' }).
runDemands('the connector of New System', storeDemands<NewSystemSettings>(), bench)
