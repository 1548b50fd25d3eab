import { expect, test } from 'vitest'
import type { HttpResponse } from '#contract/context'
import { errorOf } from './errors.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, text, json: () => JSON.parse(text) as unknown }
}
const refusal = (type: string, ...messages: string[]) => ({
  exc_type: type,
  _server_messages: JSON.stringify(messages.map((message) => JSON.stringify({ message, title: 'Message' }))),
})
const order = { doctype: 'Sales Order', date: '2026-03-14' }
const write = (status: number, body: unknown) => errorOf(answer(status, body), 'write', order)

test('a refusal carries a plain message, what stands in the way and what to do', () => {
  const error = write(404, refusal('DoesNotExistError', 'Item <strong>NOPE</strong> not found'))
  expect(error).toMatchObject({
    kind: 'rejected',
    code: 'ITEM_UNKNOWN',
    subject: 'item:NOPE',
    message: 'ERPNext has no item "NOPE".',
  })
  expect(error.remedy).toContain('Create the item')
})

test.each([
  [417, 'UniqueValidationError', 'Tillbridge Reference must be unique', 'conflict', 'REFERENCE_EXISTS', null],
  [417, 'TimestampMismatchError', 'Document has been modified', 'conflict', 'RECORD_CHANGED', null],
  [417, 'ValidationError', '(1213, Deadlock found when trying to get lock)', 'transient', 'ERPNEXT_LOCKED', null],
  [500, 'QueryDeadlockError', '', 'transient', 'ERPNEXT_LOCKED', null],
  [503, 'SessionStopped', '', 'transient', 'ERPNEXT_BUSY', null],
  [401, 'AuthenticationError', '', 'unauthorized', 'CREDENTIALS_REFUSED', null],
  [403, 'PermissionError', 'User Guest does not have doctype access', 'unauthorized', 'CREDENTIALS_LOST', null],
  [417, 'ClosedAccountingPeriod', 'You cannot create …', 'rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  [417, 'ValidationError', 'Books have been closed till 31.12.', 'rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  [417, 'PartyDisabled', 'Customer Ann is disabled', 'rejected', 'CUSTOMER_DISABLED', 'customer:Ann'],
  [417, 'SomethingNew', 'No <b>way</b>', 'rejected', 'ERPNEXT_REFUSED', 'Sales Order:SomethingNew'],
  [500, 'TypeError', '', 'rejected', 'ERPNEXT_FAILED', 'Sales Order:TypeError'],
])('%i %s "%s" is %s %s', (status, type, message, kind, code, subject) => {
  const messages = message === '' ? [] : [message]
  expect(write(status, refusal(type, ...messages))).toMatchObject({ kind, code, subject })
})

test('a page of a proxy says nothing about a write', () => {
  for (const status of [500, 502, 503, 504]) {
    expect(write(status, '<html>Bad Gateway</html>')).toMatchObject({ kind: 'outcome-unknown', code: 'GATEWAY_FAILED' })
    expect(errorOf(answer(status, '<html>'), 'read', order)).toMatchObject({ kind: 'transient' })
  }
  expect(write(404, '<html>nosuch.example.com does not exist')).toMatchObject({
    kind: 'rejected',
    code: 'SITE_UNKNOWN',
  })
  expect(write(301, '<html>Moved')).toMatchObject({ kind: 'rejected', code: 'ADDRESS_REDIRECTS' })
  expect(write(413, '<html>too large')).toMatchObject({ kind: 'rejected', code: 'REQUEST_TOO_LARGE' })
})

test('a spent rate limit says when to come back', () => {
  const error = errorOf(answer(429, refusal('TooManyRequestsError'), { 'retry-after': '2024' }), 'write', order)
  expect(error).toMatchObject({ kind: 'throttled', retryAfterSeconds: 2024 })
})
