import type { CheckResult } from 'tillbridge/contract'
import { type NewSystemContext, notWritten } from './client.ts'

/** Who are we there, what may we do, what is missing, and how does a person get it? Changes nothing. */
export function check(_context: NewSystemContext): Promise<CheckResult> {
  return Promise.reject(notWritten('the check'))
}
