import { createHash, timingSafeEqual } from 'node:crypto'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { fileOf, reportText } from './report.ts'
import type { Merchant } from './state.ts'

export interface Credentials {
  readonly reportUser: string
  readonly reportPassword: string
  readonly apiKey: string
  /** Whether they have the role for reports of the merchant account. */
  mayRead: boolean
}

export interface HttpParts {
  readonly merchant: Merchant
  readonly credentials: Credentials
  /** Calls a second; `null` for none. */
  readonly perSecond: number | null
}

/** Answers every path of the sandbox: the download of reports. */
export function httpHandler(parts: HttpParts): (request: SandboxRequest) => SandboxResponse {
  const calls: number[] = []
  return (request) => {
    const { merchant, credentials } = parts
    if (!isKnown(credentials, request)) return refusal(401, '000', 'HTTP Status Response - Unauthorized', 'security')
    if (isTooFast(parts, calls)) return refusal(429, '010', 'Too many requests', 'internal')
    const [, account, file] = /^\/reports\/download\/MerchantAccount\/([^/]+)\/([^/]+)$/.exec(request.path) ?? []
    if (account === undefined || request.method !== 'GET') return refusal(404, '000', 'Not found', 'validation')
    if (!credentials.mayRead || account !== merchant.account)
      return refusal(403, '901', 'Invalid Merchant Account', 'security')
    const batch = merchant.batches.find((one) => one.hasReport && fileOf(one.number) === file)
    if (batch === undefined) return refusal(404, '000', 'Report not found', 'validation')
    const headers = { 'content-type': 'text/csv', 'content-disposition': `attachment; filename="${file}"` }
    return { status: 200, headers, body: reportText(merchant, batch) }
  }
}

function isKnown({ reportUser, reportPassword, apiKey }: Credentials, { headers }: SandboxRequest): boolean {
  const key = headers['x-api-key']
  if (key !== undefined) return isSame(key, apiKey)
  const expected = `Basic ${Buffer.from(`${reportUser}:${reportPassword}`).toString('base64')}`
  return isSame(headers['authorization'] ?? '', expected)
}

const isSame = (given: string, expected: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

function isTooFast({ merchant, perSecond }: HttpParts, calls: number[]): boolean {
  if (perSecond === null) return false
  const now = merchant.clock.now().getTime()
  while (calls[0] !== undefined && calls[0] <= now - 1000) calls.shift()
  calls.push(now)
  return calls.length > perSecond
}

const refusal = (status: number, errorCode: string, message: string, errorType: string): SandboxResponse => ({
  status,
  body: { status, errorCode, message, errorType },
})
