import type { Failure } from '#api/failure'
import { useServerText } from '#web/languages/server-text.tsx'

/** What the server found wrong with a field of the request, or with what is in it; `undefined` = nothing. */
export type ErrorOf = (path: string) => string | undefined

/** The same in the person's language. */
export function useFieldErrors(failure: Failure | null | undefined): ErrorOf {
  const server = useServerText()
  return (path) => {
    const found = failure?.fields?.find((field) => isWithin(field.path, path))
    return found === undefined ? undefined : server(found.message)
  }
}

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
