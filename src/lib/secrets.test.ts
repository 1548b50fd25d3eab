import { describe, expect, test } from 'vitest'
import { maskKnown, redact } from './redact.ts'
import { sealer } from './secrets.ts'

describe('a sealed secret', () => {
  const key = sealer(Buffer.alloc(32, 1))

  test('is opened by the same key for the same owner, and looks different each time', () => {
    const sealed = key.seal('geheim ✓', 'connection:1')
    expect(key.open(sealed, 'connection:1')).toBe('geheim ✓')
    expect(key.seal('geheim ✓', 'connection:1').equals(sealed)).toBe(false)
    expect(sealed.toString('utf8')).not.toContain('geheim')
  })

  test('is not opened under another owner, by another key, changed or cut', () => {
    const sealed = key.seal('geheim', 'connection:1')
    const turned = Buffer.from(sealed)
    turned[turned.length - 1] = (turned.at(-1) ?? 0) ^ 1
    const attempts = [
      () => key.open(sealed, 'connection:2'),
      () => sealer(Buffer.alloc(32, 2)).open(sealed, 'connection:1'),
      () => key.open(turned, 'connection:1'),
      () => key.open(sealed.subarray(0, 10), 'connection:1'),
    ]
    for (const attempt of attempts) expect(attempt).toThrow(expect.objectContaining({ code: 'SECRET_KEY_WRONG' }))
  })
})

describe('redaction', () => {
  test('masks by name at any depth, and known secrets in any text', () => {
    const given = {
      access_token: 'a',
      nested: [{ apiKey: 'b', note: 'the key is s3cret!', cart_token: 'c' }],
      password: null,
    }
    expect(redact(given, ['s3cret!'])).toEqual({
      access_token: '[redacted]',
      nested: [{ apiKey: '[redacted]', note: 'the key is [redacted]', cart_token: 'c' }],
      password: null,
    })
    expect(given.access_token).toBe('a')
  })

  test('does not mask what is too short to be one', () => {
    expect(maskKnown('a b abc', ['abc'])).toBe('a b abc')
  })
})
