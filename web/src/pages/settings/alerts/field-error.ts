import type { Failure } from '#api/failure'

/** What is wrong with a field, if anything is. */
export const errorAt = (failure: Failure | null, path: string): { readonly error?: string } => {
  const found = failure?.fields?.find((field) => field.path === path || field.path.startsWith(`${path}.`))
  return found === undefined ? {} : { error: found.message }
}
