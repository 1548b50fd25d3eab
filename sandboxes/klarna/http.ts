import { timingSafeEqual } from 'node:crypto'
import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { ApiError, errorResponse } from './errors.ts'
import { answerTo } from './routes.ts'
import type { Merchant } from './state.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
  /** Whether Klarna opened the settlements API for the merchant id. */
  settlements: boolean
}

export interface HttpParts {
  readonly merchant: Merchant
  readonly credentials: Credentials
  /** Calls a second; `null` for none. */
  readonly perSecond: number | null
  /** Amounts without a sign, which the vendor's documents do not rule out. */
  readonly unsigned: boolean
  origin(): string
}

/** Answers every path of the sandbox. */
export function httpHandler(parts: HttpParts): (request: SandboxRequest) => SandboxResponse {
  const calls: number[] = []
  let count = 0
  return (request) => {
    count += 1
    const correlationId = `3f1c0f6e-0000-4000-8000-${count.toString(16).padStart(12, '0')}`
    try {
      authenticate(parts, request)
      slow(parts, calls)
      if (!parts.credentials.settlements) {
        throw new ApiError(403, 'NOT_ALLOWED', 'The merchant is not allowed to use settlements.')
      }
      if (request.method !== 'GET') throw new ApiError(405, 'METHOD_NOT_ALLOWED', `${request.method} is not supported.`)
      return { status: 200, body: answerTo(parts, request), headers: { 'klarna-correlation-id': correlationId } }
    } catch (error) {
      if (error instanceof ApiError) return errorResponse(error, correlationId)
      throw error
    }
  }
}

function authenticate({ credentials }: HttpParts, { headers }: SandboxRequest): void {
  const expected = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
  const [given, wanted] = [Buffer.from(headers['authorization'] ?? ''), Buffer.from(expected)]
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return
  throw new ApiError(401, 'UNAUTHORIZED', 'The credentials are not valid.', { 'www-authenticate': 'Basic' })
}

function slow({ merchant, perSecond }: HttpParts, calls: number[]): void {
  if (perSecond === null) return
  const now = merchant.clock.now().getTime()
  while (calls[0] !== undefined && calls[0] <= now - 1000) calls.shift()
  if (calls.length >= perSecond) throw new ApiError(429, 'TOO_MANY_REQUESTS', 'Too many requests.')
  calls.push(now)
}
