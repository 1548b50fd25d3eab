import { type ErpnextSettings, settings } from './settings.ts'

/** Settings for tests; names fit the sandbox's company Acme GmbH. */
export const sampleSettings = (changes: Readonly<Record<string, unknown>> = {}): ErpnextSettings =>
  settings.parse({
    baseUrl: 'https://erp.example.com',
    apiKey: 'key',
    apiSecret: 'secret',
    company: 'Acme GmbH',
    companyCurrency: 'EUR',
    costCenter: 'Main - AC',
    priceList: 'Web EUR',
    warehouse: 'Stores - AC',
    ...changes,
  })
