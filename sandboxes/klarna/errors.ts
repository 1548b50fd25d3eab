import type { SandboxResponse } from '#sandboxes/kit/server'

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const errorResponse = (
  { status, code, message, headers }: ApiError,
  correlationId: string,
): SandboxResponse => ({
  status,
  headers,
  body: { error_code: code, error_messages: [message], correlation_id: correlationId },
})
