import { useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { AskedOf } from '#web/api/asked.ts'
import { clientOf, useOrganization } from '#web/api/organization.tsx'

interface Download {
  readonly href: string
  readonly failure: Failure | null
  readonly isAsking: boolean
  /** Asks before the browser does: what is refused is told on the page, and not by a file that never comes. */
  start(): void
}

export function useDownload(query: AskedOf<'files.export'>['query']): Download {
  const { organization } = useOrganization()
  const [isAsking, setAsking] = useState(false)
  const [refused, setRefused] = useState<{ readonly href: string; readonly failure: Failure } | null>(null)
  const client = clientOf(organization)
  const asked = { params: { organization }, query }
  const href = client.url('files.export', asked)
  const start = async (): Promise<void> => {
    setAsking(true)
    setRefused(null)
    const beginning = new AbortController()
    try {
      await client.call('files.export', { ...asked, signal: beginning.signal })
      // It is fine; the browser fetches it into a file, however long it is.
      beginning.abort()
      follow(href)
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      setRefused({ href, failure: error.failure })
    } finally {
      setAsking(false)
    }
  }
  // What was refused of another file says nothing about this one.
  const failure = refused?.href === href ? refused.failure : null
  return { href, failure, isAsking, start: () => void start() }
}

function follow(href: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  link.click()
}
