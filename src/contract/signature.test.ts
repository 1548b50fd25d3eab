import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addressKey } from './address-key.ts'
import { secret, secretNames } from './settings.ts'
import { verifyLogin, verifySignature } from './signature.ts'
import type { SignatureRule } from './webhooks.ts'

const rule: SignatureRule = { scheme: 'hmac', digest: 'sha256', headers: ['x-sign', 'sign'], encoding: 'base64' }
const body = Buffer.from('{"id":1}')
const sign = (key: string, bytes = body): string => createHmac('sha256', key).update(bytes).digest('base64')
const verify = (headers: Record<string, string>, secrets = ['new', 'old']) =>
  verifySignature(rule, { body, headers, secrets })

describe('a signature', () => {
  test('by any of the secrets that may sign is good, under any of the names of its header', () => {
    expect(verify({ 'x-sign': sign('new') })).toEqual({ ok: true })
    expect(verify({ sign: sign('old') })).toEqual({ ok: true })
  })

  test.each([
    [{}, 'no-signature'],
    [{ 'x-sign': '' }, 'no-signature'],
    [{ 'x-sign': sign('another') }, 'wrong-signature'],
    [{ 'x-sign': sign('new', Buffer.from('{"id":2}')) }, 'wrong-signature'],
    [{ 'x-sign': sign('new').slice(0, 20) }, 'wrong-signature'],
    [{ 'x-sign': 'ÿÿÿ' }, 'wrong-signature'],
    [{ 'x-sign': `${sign('new')}, ${sign('new')}` }, 'wrong-signature'],
  ])('%o is refused: %s', (headers, reason) => {
    expect(verify(headers)).toEqual({ ok: false, reason })
  })

  test('is refused when there is no secret to verify it with', () => {
    expect(verify({ 'x-sign': sign('') }, [])).toEqual({ ok: false, reason: 'no-secret' })
  })
})

test('other digests, and what stands before the signature', () => {
  const own: SignatureRule = { ...rule, digest: 'sha512', encoding: 'hex', prefix: 'sha512=' }
  const signed = createHmac('sha512', 'new').update(body).digest('hex')
  const told = (value: string) => verifySignature(own, { body, headers: { 'x-sign': value }, secrets: ['new'] })
  expect(told(`sha512=${signed}`)).toEqual({ ok: true })
  expect(told(signed)).toEqual({ ok: false, reason: 'wrong-signature' })
  expect(told(`sha512=${createHmac('sha256', 'new').update(body).digest('hex')}`)).toMatchObject({ ok: false })
})

test('secrets are found beneath everything that makes a setting optional', () => {
  const schema = z.object({
    shop: z.string(),
    key: secret(),
    old: secret().optional(),
    none: secret().nullable().default(null),
  })
  expect(secretNames(schema)).toEqual(['key', 'old', 'none'])
  expect(secretNames(z.string())).toEqual([])
})

test('two spellings of one address have one key', () => {
  const address = {
    firstName: 'Ann', lastName: 'Example', company: null, line1: 'Storgatan 1', line2: null, city: 'Lund', postalCode: '222 22',
    provinceCode: null, province: null, countryCode: 'SE', phone: null,
  } // prettier-ignore
  const typed = { ...address, line1: '  storgatan   1 ', line2: '', city: 'LUND' }
  expect(addressKey(typed as never)).toBe(addressKey(address as never))
  expect(addressKey({ ...address, line1: 'Storgatan 2' } as never)).not.toBe(addressKey(address as never))
})

describe('signatures in the body', () => {
  const key = '44782DEF547AAA06'
  const signed = (text: string) => ({
    signed: text,
    signature: createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('base64'),
  })
  const own = (parts: readonly { signed: string; signature: string }[]): SignatureRule => ({
    ...rule,
    headers: [],
    key: 'hex',
    inBody: () => parts,
  })
  const verdict = (parts: readonly { signed: string; signature: string }[], secrets = ['not hex', key]) =>
    verifySignature(own(parts), { body, headers: {}, secrets })

  test('count when every part is signed', () => {
    expect(verdict([signed('a'), signed('b')])).toEqual({ ok: true })
    expect(verdict([signed('a'), { ...signed('b'), signed: 'c' }])).toEqual({ ok: false, reason: 'wrong-signature' })
    expect(verdict([])).toEqual({ ok: false, reason: 'no-signature' })
    expect(verdict([signed('a')], ['not hex'])).toEqual({ ok: false, reason: 'wrong-signature' })
  })
})

test('a log-in is asked for where there is one', () => {
  const login = { username: 'adyen', password: 'sesame' }
  const authorization = `Basic ${Buffer.from('adyen:sesame').toString('base64')}`
  expect([verifyLogin(null, {}), verifyLogin(login, { authorization })]).toEqual([true, true])
  for (const other of ['', 'Basic', authorization.slice(0, -1), `${authorization}=`]) {
    expect(verifyLogin(login, { authorization: other })).toBe(false)
  }
  expect(verifyLogin(login, {})).toBe(false)
})
