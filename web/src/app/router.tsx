import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { attentionRoute } from '#web/pages/attention/route.tsx'
import { entryRoutes } from '#web/pages/entry/route.tsx'
import { grantedRoute } from '#web/pages/granted/route.tsx'
import { overviewRoute } from '#web/pages/overview/route.tsx'
import { pastRoute } from '#web/pages/past/route.tsx'
import { payoutRoute, payoutsRoute } from '#web/pages/payouts/route.tsx'
import { productsRoute } from '#web/pages/products/route.tsx'
import { reconciliationRoute } from '#web/pages/reconciliation/route.tsx'
import { configurationRoute } from '#web/pages/settings/configuration/route.tsx'
import { connectionRoute, connectionsRoute } from '#web/pages/settings/connections/route.tsx'
import { filesRoute } from '#web/pages/settings/files/route.tsx'
import { integrationRoute, integrationsRoute } from '#web/pages/settings/integrations/route.tsx'
import { retentionRoute } from '#web/pages/settings/retention/route.tsx'
import { accountRoute } from '#web/pages/settings/account/route.tsx'
import { auditRoute } from '#web/pages/settings/audit/route.tsx'
import { keysRoute } from '#web/pages/settings/keys/route.tsx'
import { organizationSectionRoute } from '#web/pages/settings/organization/route.tsx'
import { peopleRoute } from '#web/pages/settings/people/route.tsx'
import { privacyRoute } from '#web/pages/settings/privacy/route.tsx'
import { alertsRoute } from '#web/pages/settings/alerts/route.tsx'
import { mappingsRoute } from '#web/pages/settings/mappings/route.tsx'
import { settingsRoute } from '#web/pages/settings/route.tsx'
import { setupRoute } from '#web/pages/setup/route.tsx'
import { stockRoute } from '#web/pages/stock/route.tsx'
import { transferRoute, transfersRoute } from '#web/pages/transfers/route.tsx'
import { PageFailure } from '#web/shell/page-failure.tsx'
import { homeRoute } from './home-route.tsx'
import { organizationRoute } from './organization-route.tsx'
import { rootRoute } from './root-route.tsx'

const tree = rootRoute.addChildren([
  homeRoute,
  ...entryRoutes,
  organizationRoute.addChildren([
    overviewRoute,
    transfersRoute,
    transferRoute,
    attentionRoute,
    stockRoute,
    productsRoute,
    payoutsRoute,
    payoutRoute,
    reconciliationRoute,
    pastRoute,
    setupRoute,
    grantedRoute,
    settingsRoute,
    mappingsRoute,
    alertsRoute,
    peopleRoute,
    keysRoute,
    accountRoute,
    auditRoute,
    privacyRoute,
    connectionsRoute,
    connectionRoute,
    integrationsRoute,
    integrationRoute,
    retentionRoute,
    configurationRoute,
    filesRoute,
    organizationSectionRoute,
  ]),
])

/** Filters as people would write them into an address: text, and nothing that is not set. */
function searchText(search: Readonly<Record<string, unknown>>): string {
  const set = Object.entries(search).filter(([, value]) => typeof value === 'string' && value !== '')
  return set.length === 0 ? '' : `?${new URLSearchParams(set as [string, string][])}`
}

/** Every page of the dashboard, by its address. */
export const createPages = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queries },
    // The page of something else begins anew: what is kept until an answer comes is never that of another organisation or order.
    defaultRemountDeps: ({ params }) => params,
    // A page that fails leaves what stands around it: one can go on to another.
    defaultErrorComponent: PageFailure,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => searchText(search),
    defaultPreload: 'intent',
    // What is kept and for how long is the query client's to say.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPages>
  }
}
