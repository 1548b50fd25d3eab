import { createRoute, redirect } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { useText } from '#web/languages/use-text.ts'
import { lastOrganization } from './last-organization.ts'
import { signedIn } from './organization-route.tsx'
import { rootRoute } from './root-route.tsx'

/** `/` leads to the organisation that was looked at last. */
export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const { memberships } = await signedIn(context.queries, '/')
    const last = lastOrganization()
    const chosen = memberships.find(({ organization }) => organization === last) ?? memberships[0]
    if (chosen !== undefined) throw redirect({ to: '/o/$organization', params: { organization: chosen.organization } })
  },
  component: NoOrganization,
})

function NoOrganization() {
  const text = useText()
  return (
    <main>
      <EmptyState icon={Building2} title={text('none.title')}>
        {text('none.text')}
      </EmptyState>
    </main>
  )
}
