import { expect, test } from 'vitest'
import type { AlertChannel } from '#api/alerts'
import { changeOf, creationOf, enteredOf } from './entered.ts'

const RULES = { severities: ['critical'], codes: ['X'], integrations: ['acme'], quiet: null, escalateAfterMinutes: 20 }
const channel = {
  channelId: '1',
  kind: 'webhook',
  name: 'Hook',
  enabled: true,
  to: [],
  address: 'https://hooks.example.com/…',
  language: 'sv',
  rules: RULES,
  changedAt: '2026-11-18T12:00:00Z',
  last: null,
} as AlertChannel

test('a form that nobody touched changes nothing', () => {
  expect(changeOf(channel, enteredOf(channel, { zone: 'UTC', language: 'en' }))).toEqual({
    name: 'Hook',
    language: 'sv',
    rules: RULES,
  })
})

test('what a person types becomes a channel', () => {
  const entered = {
    ...enteredOf(null, { zone: 'Europe/Stockholm', language: 'sv' }),
    name: 'Ops',
    to: 'a@example.com, b@example.com\n',
    isQuiet: true,
  }
  expect(creationOf('email', entered)).toEqual({
    kind: 'email',
    name: 'Ops',
    to: ['a@example.com', 'b@example.com'],
    language: 'sv',
    rules: {
      severities: ['warning', 'critical'],
      codes: [],
      integrations: [],
      quiet: {
        from: '22:00',
        to: '07:00',
        zone: 'Europe/Stockholm',
        weekdays: [1, 2, 3, 4, 5, 6, 7],
        holdsCritical: false,
      },
      escalateAfterMinutes: null,
    },
  })
  expect(creationOf('slack', { ...entered, url: ' https://x.example ', isQuiet: false })).toMatchObject({
    kind: 'slack',
    url: 'https://x.example',
    rules: { quiet: null },
  })
})
