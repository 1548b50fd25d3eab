import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { onlyTransfers } from '#web/app/only-transfers.ts'
import { payoutsFilter } from './filter.ts'

export const payoutsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'payouts',
  validateSearch: payoutsFilter,
  component: lazyRouteComponent(() => import('./payouts-page.tsx'), 'PayoutsPage'),
})

export const payoutRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'payouts/$transferId',
  beforeLoad: onlyTransfers,
  component: lazyRouteComponent(() => import('./payout-page.tsx'), 'PayoutPage'),
})
