import { describe, expect, test } from 'vitest'
import { shopify } from './index.ts'
import { baseUrl, settings } from './settings.ts'

const given = (more: object) => settings.safeParse({ shop: 'nordlys', accessToken: 'shpat_x', ...more })
const complaints = (more: object): string[] => given(more).error?.issues.map((issue) => issue.path.join('.')) ?? []

describe('the name of the shop', () => {
  test.each([
    'nordlys',
    'nordlys.myshopify.com',
    ' Nordlys.MyShopify.com ',
    'https://nordlys.myshopify.com/admin/orders?x=1',
    'https://admin.shopify.com/store/nordlys/orders',
  ])('%s', (shop) => {
    expect(given({ shop }).data?.shop).toBe('nordlys.myshopify.com')
  })

  test.each(['www.nordlys.se', 'nordlys.myshopify.com.evil.example', '-x', '', 'a b'])('%s is none', (shop) => {
    expect(complaints({ shop })).toEqual(['shop'])
  })
})

test('either a token or app credentials are needed', () => {
  expect(complaints({ accessToken: undefined })).toEqual(['accessToken'])
  expect(complaints({ accessToken: undefined, clientId: 'a' })).toEqual(['accessToken'])
  expect(complaints({ accessToken: undefined, clientId: 'a', clientSecret: 'b' })).toEqual([])
  expect(complaints({ refreshToken: 'r' })).toEqual(['refreshToken'])
})

test('a sandbox may be on this machine, anything else needs https', () => {
  expect(complaints({ baseUrl: 'http://127.0.0.1:9000' })).toEqual([])
  expect(complaints({ baseUrl: 'https://shop.example' })).toEqual([])
  expect(complaints({ baseUrl: 'http://shop.example' })).toEqual(['baseUrl'])
  expect(complaints({ baseUrl: 'nonsense' })).toEqual(['baseUrl'])
})

test('time zone and plan are known ones', () => {
  expect(complaints({ timeZone: 'Europe/Stockholm', plan: 'plus' })).toEqual([])
  expect(complaints({ timeZone: 'Mars/Base' })).toEqual(['timeZone'])
  expect(complaints({ plan: 'gold' })).toEqual(['plan'])
})

test('addresses', () => {
  const value = settings.parse({ shop: 'nordlys', accessToken: 'x' })
  expect(baseUrl(value)).toBe('https://nordlys.myshopify.com')
  expect(baseUrl({ ...value, baseUrl: 'http://127.0.0.1:1/' })).toBe('http://127.0.0.1:1')
  expect(shopify.recordUrl?.(value, '5501')).toBe('https://admin.shopify.com/store/nordlys/orders/5501')
})
