import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const stockRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'stock',
  component: lazyRouteComponent(() => import('./stock-page.tsx'), 'StockPage'),
})
