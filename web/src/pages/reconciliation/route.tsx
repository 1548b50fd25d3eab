import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { reconciliationFilter } from './filter.ts'

export const reconciliationRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'reconciliation',
  validateSearch: reconciliationFilter,
  component: lazyRouteComponent(() => import('./reconciliation-page.tsx'), 'ReconciliationPage'),
})
