import { type PaymentsBench, paymentsDemands, runDemands } from 'tillbridge/testing'
import { newSystem } from './payments.ts'
import { startNewSystem } from './sandbox.ts'
import { type NewSystemSettings, settings } from './settings.ts'

const notYet = (what: string): never => {
  throw new Error(`the sandbox cannot do this yet: ${what}`)
}

async function bench(): Promise<PaymentsBench<NewSystemSettings>> {
  const system = await startNewSystem()
  const { url: baseUrl, apiKey, faults } = system
  const good = settings.parse({ baseUrl, apiKey })
  return {
    connector: newSystem,
    settings: good,
    refusedSettings: { ...good, apiKey: 'wrong' },
    faults,
    payOut: () => notYet('pay out'),
    fail: () => notYet('send a payout back'),
    [Symbol.asyncDispose]: () => system.stop(),
  }
}

// A demand that the system cannot meet is waived by its name, with the reason: runDemands(…, bench, { 'the demand': 'why' }).
runDemands('the connector of New System', paymentsDemands<NewSystemSettings>(), bench)
