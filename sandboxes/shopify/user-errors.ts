/** A refusal inside a mutation's payload. */
export interface UserError {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code: string | null
}

export const userError = (field: readonly string[] | null, message: string, code: string | null = null): UserError => ({
  field,
  message,
  code,
})
