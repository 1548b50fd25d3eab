import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { stockFilter } from './filter.ts'

export const stockRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'stock',
  validateSearch: stockFilter,
  component: lazyRouteComponent(() => import('./stock-page.tsx'), 'StockPage'),
})
