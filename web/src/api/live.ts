import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { clientOf } from './organization.tsx'

/** Many changes come together; what is seen is asked for again once. */
const GATHER_MS = 400

/** Hears from the server that something changed, and asks again for what is shown. Without it, pages look again now and then. */
export function useLive(organization: string): void {
  const queries = useQueryClient()
  useEffect(() => {
    // It opens itself anew when it ends or breaks.
    const source = new EventSource(clientOf(organization).url('live.stream', { params: { organization } }))
    let timer: ReturnType<typeof setTimeout> | null = null
    const refresh = (): void => {
      timer = null
      void queries.invalidateQueries({ queryKey: [organization] })
    }
    source.addEventListener('changed', () => (timer ??= setTimeout(refresh, GATHER_MS)))
    return () => {
      source.close()
      if (timer !== null) clearTimeout(timer)
    }
  }, [queries, organization])
}
