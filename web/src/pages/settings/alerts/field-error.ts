import type { Failure } from '#api/failure'
import { useFieldErrors } from '#web/api/field-errors.ts'

/** What is wrong with a field, if anything is, as a field takes it. */
export function useErrorAt(failure: Failure | null): (path: string) => { readonly error?: string } {
  const errorOf = useFieldErrors(failure)
  return (path) => {
    const error = errorOf(path)
    return error === undefined ? {} : { error }
  }
}
