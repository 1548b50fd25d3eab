import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { productsFilter } from './filter.ts'

export const productsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'products',
  validateSearch: productsFilter,
  component: lazyRouteComponent(() => import('./products-page.tsx'), 'ProductsPage'),
})
