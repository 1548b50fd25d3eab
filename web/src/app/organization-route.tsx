import { createRoute, notFound, redirect } from '@tanstack/react-router'
import { ApiFailure } from '#api/client'
import { OrganizationProvider } from '#web/api/organization.tsx'
import { type Session, sessionQuery, useSession } from '#web/api/session.ts'
import { ZoneProvider } from '#web/kit/instant.tsx'
import { Shell } from '#web/shell/shell.tsx'
import { rootRoute } from './root-route.tsx'
import type { QueryClient } from '@tanstack/react-query'

/** Pages of one organisation: `/o/<key>/…`. Who is not signed in is sent to do so, and comes back. */
export const organizationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/o/$organization',
  beforeLoad: async ({ context, params, location }) => {
    const session = await signedIn(context.queries, location.href)
    const membership = session.memberships.find(({ organization }) => organization === params.organization)
    if (membership === undefined) throw notFound()
    return { membership }
  },
  component: OrganizationPages,
})

function OrganizationPages() {
  const { membership: known } = organizationRoute.useRouteContext()
  // A role may change while somebody looks at a page.
  const membership = useSession()?.memberships.find((each) => each.organization === known.organization) ?? known
  return (
    <OrganizationProvider value={membership}>
      <ZoneProvider zone={membership.timeZone}>
        <Shell />
      </ZoneProvider>
    </OrganizationProvider>
  )
}

/** Who is signed in; otherwise on to signing in, and back to where they wanted to go. */
export async function signedIn(queries: QueryClient, wanted: string): Promise<Session> {
  try {
    return await queries.ensureQueryData(sessionQuery)
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401)
      throw redirect({ to: '/sign-in', search: { next: wanted } })
    throw error
  }
}
