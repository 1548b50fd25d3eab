import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { clientOf } from './organization.tsx'

/** Many changes come together; what is seen is asked for again once. */
const GATHER_MS = 400
/** A stream that was refused, e.g. by a proxy while the server starts, is not opened anew by the browser. */
const REOPEN_MS = 3000

/** Hears from the server that something changed, and asks again for what is shown. Without it, pages look again now and then. */
export function useLive(organization: string): void {
  const queries = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const refresh = (): void => {
      timer = null
      void queries.invalidateQueries({ queryKey: [organization] })
    }
    const stop = listen(clientOf(organization).url('live.stream', { params: { organization } }), () => {
      timer ??= setTimeout(refresh, GATHER_MS)
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [queries, organization])
}

/**
 * Tells of every change, and when the stream breaks or is back: the first question then tells whether the server answers,
 * the second what was missed.
 */
function listen(url: string, onNews: () => void): () => void {
  let isBroken = false
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = (): void => {
    source = new EventSource(url)
    source.addEventListener('changed', onNews)
    source.addEventListener('open', () => {
      if (isBroken) onNews()
      isBroken = false
    })
    source.addEventListener('error', () => {
      if (!isBroken) onNews()
      isBroken = true
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS)
    })
  }
  open()
  return () => {
    source.close()
    clearTimeout(timer)
  }
}
