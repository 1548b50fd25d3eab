import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorOf } from '#connectors/erpnext/errors'

/** Refusals of a real ERPNext 15, as it sent them, and what they mean to us. */

const CAPTURES = join(import.meta.dirname, '../../../shared/captures/erpnext')

interface Capture {
  readonly name: string
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown }
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown }
}

const EXPECTED: Readonly<Record<string, readonly [kind: string, code: string, subject?: string]>> = {
  'so-unique-violation': ['conflict', 'REFERENCE_EXISTS'],
  'so-unique-violation-draft': ['conflict', 'REFERENCE_EXISTS'],
  'so-reference-of-cancelled': ['conflict', 'REFERENCE_EXISTS'],
  'si-unique-violation': ['conflict', 'REFERENCE_EXISTS'],
  'pe-unique-violation': ['conflict', 'REFERENCE_EXISTS'],
  'error-without-traceback-unique': ['conflict', 'REFERENCE_EXISTS'],
  'so-timestamp-mismatch': ['conflict', 'RECORD_CHANGED'],
  'so-unknown-item': ['rejected', 'ITEM_UNKNOWN', 'item:NOPE'],
  'so-unknown-customer': ['rejected', 'CUSTOMER_UNKNOWN', 'customer:Nobody'],
  'so-unknown-warehouse': ['rejected', 'WAREHOUSE_UNKNOWN', 'warehouse:Nowhere - AC'],
  'so-warehouse-other-company': ['rejected', 'WAREHOUSE_UNKNOWN', 'warehouse:Stores - BL'],
  'so-unknown-tax-account': ['rejected', 'ACCOUNT_UNKNOWN', 'account:VAT 99% - AC'],
  'so-wrong-company-tax': ['rejected', 'ACCOUNT_UNKNOWN', 'account:VAT - BL'],
  'si-wrong-income-account': ['rejected', 'ACCOUNT_UNKNOWN', 'account:Sales - BL'],
  'customer-country-as-code': ['rejected', 'COUNTRY_UNKNOWN', 'country:DE'],
  'so-disabled-item': ['rejected', 'ITEM_DISABLED', 'item:NOUOM'],
  'so-template-item': ['rejected', 'ITEM_IS_TEMPLATE', 'item:HOODIE'],
  'so-fractional-whole-uom': ['rejected', 'QUANTITY_NOT_WHOLE', 'unit:Webbox'],
  'so-duplicate-po-no': ['rejected', 'PO_NUMBER_EXISTS', 'order:SAL-ORD-2026-00002'],
  'so-missing-customer': ['rejected', 'MANDATORY_FIELD_MISSING', 'field:Sales Order:Customer'],
  'so-tax-row-without-description': ['rejected', 'MANDATORY_FIELD_MISSING', 'field:Sales Order:Description'],
  'so-foreign-no-rate-known': ['rejected', 'EXCHANGE_RATE_MISSING', 'currency:JPY'],
  'party-disabled': ['rejected', 'CUSTOMER_DISABLED', 'customer:Disabled One'],
  'party-frozen': ['rejected', 'CUSTOMER_DISABLED', 'customer:Frozen One'],
  'party-credit-limit': ['rejected', 'CREDIT_LIMIT', 'customer:Limited One'],
  'closed-accounts-frozen': ['rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  'closed-accounts-frozen-payment': ['rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  'closed-accounting-period': ['rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  'closed-period-closed-year': ['rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  'si-outside-fiscal-year': ['rejected', 'FISCAL_YEAR_MISSING', 'period:2026-03'],
  'si-overbill': ['rejected', 'OVER_BILLED'],
  'pe-already-paid': ['rejected', 'DOCUMENT_ALREADY_PAID', 'document:ACC-SINV-2026-00052'],
  'pe-over-allocation': ['rejected', 'PAYMENT_EXCEEDS_OPEN'],
  'return-too-many': ['rejected', 'OVER_RETURNED', 'item:TSHIRT-1'],
  'return-fourth': ['rejected', 'OVER_RETURNED', 'item:TSHIRT-1'],
  'return-higher-rate': ['rejected', 'RETURN_RATE_TOO_HIGH', 'document:ACC-SINV-2026-00044'],
  'return-before-invoice-date': ['rejected', 'RETURN_BEFORE_ORIGINAL', 'date:2026-03-14'],
  'return-same-day-midnight': ['rejected', 'RETURN_BEFORE_ORIGINAL', 'date:2026-03-14'],
  'return-other-customer': ['rejected', 'RETURN_PARTY_DIFFERS', 'document:ACC-SINV-2026-00044'],
  'return-other-conversion-rate': ['rejected', 'RETURN_EXCHANGE_RATE_DIFFERS', 'document:ACC-SINV-2026-00044'],
  'return-against-missing': ['rejected', 'LINK_UNKNOWN'],
  'dn-return-too-many': ['rejected', 'OVER_RETURNED', 'item:TSHIRT-1'],
  'dn-too-many': ['rejected', 'OVER_DELIVERED', 'item:TSHIRT-1'],
  'dn-no-stock': ['rejected', 'STOCK_INSUFFICIENT', 'stock:Mug:Stores - AC'],
  'dn-serial': ['rejected', 'SERIAL_OR_BATCH_MISSING', 'item:PHONE'],
  'dn-closed-order': ['rejected', 'ORDER_CLOSED'],
  'dn-cancel-with-return': ['rejected', 'DOCUMENT_IN_USE', 'document:Delivery Note MAT-DN-2026-00006'],
  'closed-stock-frozen': ['rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  'closed-period-closed-year-payment': ['rejected', 'PERIOD_CLOSED', 'period:2026-03'],
  'je-settles-too-much': ['rejected', 'PAYMENT_EXCEEDS_OPEN'],
  'je-group-account': ['rejected', 'ACCOUNT_IS_GROUP', 'account:Bank Accounts - AC'],
  'je-foreign-flag-missing': ['rejected', 'JOURNAL_CURRENCY'],
  'pe-refund-again': ['rejected', 'DOCUMENT_ALREADY_PAID', 'document:ACC-SINV-2026-00058'],
  'pe-refund-positive': ['rejected', 'PAYMENT_EXCEEDS_OPEN'],
  'pe-difference': ['rejected', 'PAYMENT_DIFFERENCE'],
  'pe-draft-invoice': ['rejected', 'DOCUMENT_NOT_SUBMITTED', 'document:ACC-SINV-2026-00054'],
  'so-cancel-with-invoice': ['rejected', 'DOCUMENT_IN_USE', 'document:Sales Invoice ACC-SINV-2026-00001'],
  'si-cancel-with-return': ['rejected', 'DOCUMENT_IN_USE', 'document:Sales Invoice ACC-SINV-2026-00051'],
  'so-cancel-again': ['rejected', 'ALREADY_CANCELLED'],
  'so-cancel-closed': ['rejected', 'ORDER_CLOSED'],
  'customer-bad-email': ['rejected', 'EMAIL_INVALID'],
  'contact-bad-phone': ['rejected', 'PHONE_INVALID'],
  'customer-name-140': ['rejected', 'TEXT_TOO_LONG'],
  'customer-name-with-slash': ['rejected', 'NAME_REFUSED'],
  'item-create-duplicate-case': ['rejected', 'NAME_EXISTS'],
  'custom-field-upper-case-aftermath': ['rejected', 'FIELD_CACHE_BROKEN'],
  'so-no-items': ['rejected', 'ERPNEXT_FAILED'],
  'auth-bad-key': ['unauthorized', 'CREDENTIALS_REFUSED'],
  'error-without-traceback-401': ['unauthorized', 'CREDENTIALS_REFUSED'],
  'auth-none-resource': ['unauthorized', 'CREDENTIALS_LOST'],
  'auth-no-permission-create': ['rejected', 'PERMISSION_MISSING', 'doctype:Customer'],
  'sales-user-payment-create': ['rejected', 'PERMISSION_MISSING', 'doctype:Payment Entry'],
  'sales-user-invoice-read': ['rejected', 'PERMISSION_MISSING', 'doctype:Sales Invoice'],
  'rate-limit-429-post': ['throttled', 'RATE_LIMIT'],
  'maintenance-503-post': ['transient', 'ERPNEXT_BUSY'],
  'maintenance-reads-post': ['transient', 'ERPNEXT_BUSY'],
  'http-too-large': ['rejected', 'REQUEST_TOO_LARGE'],
  'host-unknown-site': ['rejected', 'SITE_UNKNOWN'],
}

const absent = existsSync(CAPTURES) ? false : 'the recorded exchanges are not on this machine'

describe.skipIf(absent)(`what ERPNext refuses${absent ? ` (skipped: ${absent})` : ''}`, () => {
  const files = absent ? [] : readdirSync(CAPTURES).filter((file) => file.endsWith('.json'))
  const captures = files.map((file) => JSON.parse(readFileSync(join(CAPTURES, file), 'utf8')) as Capture)
  const byName = new Map(captures.map((capture) => [capture.name, capture]))

  test.each(Object.entries(EXPECTED))('%s', (name, [kind, code, subject]) => {
    const capture = byName.get(name)
    expect(capture, 'the recording exists').toBeDefined()
    if (capture === undefined) return
    const error = errorOf(responseOf(capture), 'write', { doctype: doctypeOf(capture), date: '2026-03-14' })
    expect(error).toMatchObject({ kind, code })
    expect(error.subject).toBe(subject ?? error.subject)
    expect(error.message).not.toMatch(/<\w|\{\{|traceback/i)
    expect(error.remedy ?? 'none').not.toBe('')
  })

  test('no recorded refusal is taken for an unknown outcome or for a fault of ours', () => {
    const refused = captures.filter(
      (capture) => capture.response.status >= 400 && typeof capture.response.body === 'object',
    )
    const kinds = refused.map((capture) => errorOf(responseOf(capture), 'write', { doctype: 'Item' }).kind)
    expect(refused.length).toBeGreaterThan(100)
    expect(new Set(kinds)).toEqual(new Set(['rejected', 'conflict', 'transient', 'throttled', 'unauthorized']))
  })
})

const doctypeOf = ({ request }: Capture): string => decodeURIComponent(request.path.split('/')[3] ?? '')

function responseOf({ response }: Capture) {
  const text = typeof response.body === 'string' ? response.body : JSON.stringify(response.body)
  return { status: response.status, headers: response.headers, text, json: () => response.body }
}
