import { afterAll, beforeAll, expect, test } from 'vitest'
import { runHere } from '#cli/run-here'
import { startShopify, type ShopifySandbox } from '#sandboxes/shopify/start'
import { type MigratedDatabase, migratedDatabase } from '#testing/migrated-database'

let database: MigratedDatabase
let shop: ShopifySandbox
beforeAll(async () => {
  ;[database, shop] = await Promise.all([migratedDatabase(), startShopify()])
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const tillbridge = async (...args: string[]) => {
  const { code, stdout } = await runHere([...args, '--json'], {
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    TILLBRIDGE_PUBLIC_URL: 'https://bridge.example.com',
    APP_SECRET: shop.clientSecret,
  })
  return { code, answer: (stdout === '' ? null : JSON.parse(stdout)) as unknown }
}

test('access is given in a browser to a connection that was begun in a terminal', async () => {
  const grant = (...args: string[]) => tillbridge('connections', 'grant', 'shop', ...args)
  expect(await grant('--connector', 'shopify', '--set', 'shop=x')).toMatchObject({
    code: 1,
    answer: { error: { code: 'GRANT_SETTINGS_MISSING' } },
  })
  expect(await grant('--answer', 'https://bridge.example.com/')).toMatchObject({
    code: 1,
    answer: { error: { code: 'ANSWER_ADDRESS_WRONG' } },
  })

  const open = ['--set', `shop=${shop.domain}`, `baseUrl=${shop.url}`, `clientId=${shop.clientId}`]
  const begun = await grant('--connector', 'shopify', ...open, '--secret', 'clientSecret=APP_SECRET')
  expect(begun).toMatchObject({ code: 0, answer: { address: expect.any(String) } })
  const { address } = begun.answer as { readonly address: string }
  expect(new URL(address).searchParams.get('redirect_uri')).toBe('https://bridge.example.com/o/main/granted/shopify')
  const installed = await fetch(address.replace('/authorize?', '/install?'), { redirect: 'manual' })
  const back = installed.headers.get('location') ?? ''
  expect(await grant('--answer', back)).toMatchObject({ code: 0, answer: { connection: 'shop' } })
  expect(await grant('--answer', back)).toMatchObject({ code: 1, answer: { error: { code: 'GRANT_NOT_ASKED' } } })
  expect((await tillbridge('check', 'shop')).answer).toMatchObject([{ account: expect.stringContaining('Sandbox') }])
})
