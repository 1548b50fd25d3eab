import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { failureOf } from '#connectors/odoo/answer'
import { errorOf } from '#connectors/odoo/errors'

/** Refusals of real servers of 17, 18 and 19, asked in each of their ways, and what they mean to us. */

const CAPTURES = join(import.meta.dirname, '../../../shared/captures/odoo')

interface Capture {
  readonly request: { readonly path: string }
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown }
}

/** By what is said in the file's name; asked of every version that has it. */
const EXPECTED: Readonly<Record<string, string>> = {
  'execute-wrong-password': 'unauthorized CREDENTIALS_REFUSED',
  'execute-unknown-uid': 'unauthorized CREDENTIALS_REFUSED',
  'j2-bad-key': 'unauthorized CREDENTIALS_REFUSED',
  'j2-expired-key': 'unauthorized CREDENTIALS_REFUSED',
  'execute-unknown-db': 'rejected DATABASE_UNKNOWN',
  'j2-unknown-database': 'rejected NOT_ODOO',
  'unknown-model': 'rejected APP_MISSING',
  'unknown-method': 'rejected METHOD_UNKNOWN',
  'unknown-field-create': 'rejected FIELD_UNKNOWN',
  'unknown-field-write': 'rejected FIELD_UNKNOWN',
  'unknown-field-read': 'rejected FIELD_UNKNOWN',
  'create-bad-many2one': 'rejected CUSTOMER_UNKNOWN',
  'partner-create-bad-vat': 'rejected VAT_NUMBER_INVALID',
  'rights-model-denied': 'rejected PERMISSION_MISSING',
  'rights-read-denied': 'rejected PERMISSION_MISSING',
  'rights-x-field-create': 'rejected PERMISSION_MISSING',
  'concurrency-serialization-failure': 'transient DATABASE_BUSY',
  'concurrency-lock-not-available': 'transient DATABASE_BUSY',
  'inv-tax-other-country': 'rejected TAX_OF_OTHER_COUNTRY',
  'lock-draft-old': 'rejected PERIOD_CLOSED',
}

const isAbsent = !existsSync(CAPTURES)
const files = isAbsent ? [] : readdirSync(CAPTURES).filter((file) => file.endsWith('.json'))

describe.skipIf(isAbsent)('refusals of real Odoo servers (needs the recorded exchanges beside the repository)', () => {
  test.each(Object.entries(EXPECTED))('%s is %s', (name, expected) => {
    const found = files.filter((file) => file.replace(/^\d+-\d+-/, '').replace(/(-json2)?\.json$/, '') === name)
    const told = found.flatMap((file) => {
      const { request, response } = JSON.parse(readFileSync(join(CAPTURES, file), 'utf8')) as Capture
      const { status, headers = {}, body } = response
      const answer = { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) }
      const asked = { model: 'res.partner', method: 'write', effect: 'write' } as const
      const failure = failureOf({ ...answer, json: () => body })
      if (request.path.includes('xmlrpc') || (failure === null && status < 300)) return []
      const { kind, code } = errorOf({ ...answer, json: () => body }, failure, asked)
      return [`${kind} ${code}`]
    })
    expect(new Set(told)).toEqual(new Set([expected]))
  })
})
