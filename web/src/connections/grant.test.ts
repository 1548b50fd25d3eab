import { expect, test } from 'vitest'
import type { ConnectorDescription } from '#api/connections'
import { settingsFor } from './grant.ts'

const setting = (name: string, kind: 'text' | 'secret' = 'text', required = false) => ({
  name,
  kind,
  required,
  help: null,
  options: [],
  usual: null,
})
const SHOP: ConnectorDescription = {
  connector: 'shop',
  name: 'Shop',
  kind: 'store',
  reads: [],
  writes: [],
  settings: [
    setting('address', 'text', true),
    setting('token', 'secret'),
    setting('app'),
    setting('appSecret', 'secret'),
    setting('webhookSecret', 'secret'),
    setting('zone'),
  ],
  grant: { needs: ['address', 'app', 'appSecret'], brings: ['token'], knowsReturn: true },
}

test('a form asks for what the way needs, and keeps the rest folded', () => {
  const names = (way: 'grant' | 'keys', of = SHOP) => {
    const { first, more } = settingsFor(of, way)
    return [first.map(({ name, required }) => `${name}${required ? '*' : ''}`), more.map(({ name }) => name)]
  }
  expect(names('grant')).toEqual([
    ['address*', 'app*', 'appSecret*'],
    ['webhookSecret', 'zone'],
  ])
  expect(names('keys')).toEqual([
    ['address*', 'token', 'app', 'appSecret'],
    ['webhookSecret', 'zone'],
  ])
  expect(names('keys', { ...SHOP, grant: null })).toEqual([
    ['address*', 'token', 'appSecret', 'webhookSecret'],
    ['app', 'zone'],
  ])
})
