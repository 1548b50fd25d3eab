import type { SandboxResponse } from '#sandboxes/kit/server'

export interface ApiErrorMore {
  readonly type?: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  readonly code?: string
  readonly param?: string
  readonly charge?: string
  readonly headers?: Readonly<Record<string, string>>
  /** True when the call had begun to act, so that its answer is kept for the idempotency key. */
  readonly executed?: boolean
}

/** An answer that refuses, in Stripe's form. */
export class ApiError extends Error {
  readonly status: number
  readonly more: ApiErrorMore

  constructor(status: number, message: string, more: ApiErrorMore = {}) {
    super(message)
    this.status = status
    this.more = more
  }
}

export function errorResponse(error: ApiError, requestId: string): SandboxResponse {
  const { type = 'invalid_request_error', code, param, charge, headers = {} } = error.more
  return {
    status: error.status,
    headers,
    body: {
      error: {
        ...(charge === undefined ? {} : { charge }),
        ...(code === undefined
          ? {}
          : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
        message: error.message,
        ...(param === undefined ? {} : { param }),
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
        type,
      },
    },
  }
}

export const missing = (object: string, id: string, param = 'id'): ApiError =>
  new ApiError(param === 'id' ? 404 : 400, `No such ${object}: '${id}'`, { code: 'resource_missing', param })

export const missingParam = (param: string): ApiError =>
  new ApiError(400, `Missing required param: ${param}.`, { code: 'parameter_missing', param })

export const rateLimited = (reason: string): ApiError =>
  new ApiError(
    429,
    'Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits.',
    {
      code: 'rate_limit',
      headers: { 'stripe-rate-limited-reason': reason, 'stripe-should-retry': 'true' },
    },
  )
