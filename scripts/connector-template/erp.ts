import { defineConnector } from 'tillbridge/contract'
import { check } from './check.ts'
import { documents } from './documents.ts'
import { parties } from './parties.ts'
import { type NewSystemSettings, settings } from './settings.ts'

/** New System. What is odd about it stands in README.md. */
export const newSystem = defineConnector<NewSystemSettings>({
  id: 'new-system',
  name: 'New System',
  kind: 'erp',
  settings,
  baseUrl: ({ baseUrl }) => baseUrl.replace(/\/+$/, ''),
  auth: { headers: ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` }) },
  limits: { slots: () => 4, rate: () => ({ perSecond: 2, burst: 10 }) },
  check,
  reads: {},
  writes: { parties, documents },
})
