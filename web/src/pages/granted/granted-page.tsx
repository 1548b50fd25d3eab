import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import { useOrganization } from '#web/api/organization.tsx'
import { useChange, useRoute } from '#web/api/use-route.ts'
import { grantFrom } from '#web/connections/grant.ts'
import { ButtonLink } from '#web/kit/link.tsx'
import { FailureNotice } from '#web/kit/notice.tsx'
import { Page } from '#web/kit/page.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'
import { grantedRoute, queryAsItCame } from './route.tsx'

/** Takes what a system sent back with the browser, then goes on to where the person came from. */
export function GrantedPage() {
  const text = useText()
  const { connector } = grantedRoute.useParams()
  const connectors = useRoute('connectors.list', {})
  const system = connectors.data?.items.find((one) => one.connector === connector)?.name ?? connector
  const failure = useAnswer(connector)
  if (failure !== null) {
    return (
      <Page title={text('connections.grant.failed')}>
        <FailureNotice failure={failure} action={<Again />} />
      </Page>
    )
  }
  return (
    <Page title={text('connections.grant.taking', { system })}>
      <SkeletonRows rows={3} />
    </Page>
  )
}

/** Hands the answer in once, however often the page is drawn: it is good once. */
function useAnswer(connector: string) {
  const text = useText()
  const navigate = useNavigate()
  const { organization } = useOrganization()
  const [failure, setFailure] = useState<Failure | null>(null)
  const isSent = useRef(false)
  const { mutate } = useChange('connections.granted', {
    onDone: ({ connection, connectorName }) => {
      sayDone(text('connections.grant.done', { system: connectorName }))
      const params = { organization, connection }
      // In its place, so that nobody goes back to an answer that is used up.
      if (grantFrom() === 'setup')
        void navigate({ to: '/o/$organization/setup', params, search: { step: 'connect' }, replace: true })
      else void navigate({ to: '/o/$organization/settings/connections/$connection', params, replace: true })
    },
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  useEffect(() => {
    if (isSent.current) return
    isSent.current = true
    mutate({ params: { connector }, body: { query: queryAsItCame } })
  }, [connector, mutate])
  return failure
}

function Again() {
  const text = useText()
  const { organization } = useOrganization()
  return grantFrom() === 'setup' ? (
    <ButtonLink to="/o/$organization/setup" params={{ organization }} search={{ step: 'connect' }}>
      {text('connections.grant.back')}
    </ButtonLink>
  ) : (
    <ButtonLink to="/o/$organization/settings/connections" params={{ organization }}>
      {text('connections.grant.back')}
    </ButtonLink>
  )
}
