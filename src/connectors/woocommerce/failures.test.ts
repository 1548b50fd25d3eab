import { describe, expect, test } from 'vitest'
import type { HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { bodyOf, failureOf } from './failures.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, text, json: () => JSON.parse(text) as unknown }
}

const refused = (code: string, message = 'No.') => ({ code, message, data: { status: 0 } })

describe('refusals', () => {
  test.each([
    [401, refused('woocommerce_rest_cannot_view'), 'unauthorized', 'WOOCOMMERCE_KEY_UNKNOWN'],
    [
      401,
      refused('woocommerce_rest_authentication_error', 'Consumer secret is invalid.'),
      'unauthorized',
      'WOOCOMMERCE_SECRET_WRONG',
    ],
    [
      401,
      refused('woocommerce_rest_authentication_error', 'The API key provided does not have write permissions.'),
      'rejected',
      'WOOCOMMERCE_KEY_PERMISSION',
    ],
    [403, refused('woocommerce_rest_cannot_view'), 'unauthorized', 'WOOCOMMERCE_USER_MAY_NOT'],
    [403, '<html>Forbidden</html>', 'transient', 'WOOCOMMERCE_BLOCKED'],
    [301, '', 'rejected', 'WOOCOMMERCE_MOVED'],
    [404, refused('rest_no_route'), 'rejected', 'WOOCOMMERCE_NO_ROUTE'],
    [400, refused('rest_invalid_param'), 'rejected', 'WOOCOMMERCE_REFUSED'],
    [
      500,
      { code: 'woocommerce_rest_cannot_create_order_refund', message: 'Invalid refund amount.', data: 500 },
      'rejected',
      'WOOCOMMERCE_REFUSED',
    ],
    [500, refused('internal_server_error', '<p>critical error</p>'), 'transient', 'WOOCOMMERCE_OUT_OF_ORDER'],
    [503, refused('wp_die'), 'transient', 'WOOCOMMERCE_OUT_OF_ORDER'],
    [502, '<html>', 'transient', 'WOOCOMMERCE_OUT_OF_ORDER'],
  ])('%i %j while reading is %s', (status, body, kind, code) => {
    expect(failureOf(answer(status, body), 'read')).toMatchObject({ kind, code, remedy: expect.any(String) })
  })

  test('a request to slow down names the wait; a fault while writing leaves the outcome open', () => {
    expect(failureOf(answer(429, '', { 'retry-after': '7' }), 'read')).toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: 7,
    })
    expect(failureOf(answer(504, '<html>'), 'write').kind).toBe('outcome-unknown')
  })
})

describe('answers that are no data', () => {
  const kindOf = (text: string, effect: 'read' | 'write' = 'read'): unknown => {
    try {
      return bodyOf(answer(200, text), effect)
    } catch (error) {
      return error instanceof TillbridgeError ? `${error.kind} ${error.code}` : error
    }
  }

  test('a byte order mark before data does no harm', () => {
    expect(kindOf('\uFEFF[1]')).toEqual([1])
  })

  test('warnings of PHP and pages are told apart', () => {
    expect(kindOf('<br />\n<b>Warning</b>: Undefined key in <b>x.php</b> on line <b>4</b><br />\n[{"id":1}]')).toBe(
      'rejected WOOCOMMERCE_PRINTS_WARNINGS',
    )
    expect(kindOf('<!DOCTYPE html>\n<html><script>\n{"a":1}\n</script></html>')).toBe('transient WOOCOMMERCE_NO_JSON')
    expect(kindOf('<html>', 'write')).toBe('outcome-unknown WOOCOMMERCE_NO_JSON')
  })
})
