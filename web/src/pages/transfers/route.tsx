import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { onlyTransfers } from '#web/app/only-transfers.ts'
import { transfersFilter } from './filter.ts'
import { transferSearch } from './transfer-search.ts'

export const transfersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'transfers',
  validateSearch: transfersFilter,
  component: lazyRouteComponent(() => import('./transfers-page.tsx'), 'TransfersPage'),
})

export const transferRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'transfers/$transferId',
  beforeLoad: onlyTransfers,
  validateSearch: transferSearch,
  component: lazyRouteComponent(() => import('./transfer-page.tsx'), 'TransferPage'),
})
