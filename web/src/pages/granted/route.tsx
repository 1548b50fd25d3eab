import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

/** Where systems send people back to after they gave access there. */
export const grantedRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'granted/$connector',
  component: lazyRouteComponent(() => import('./granted-page.tsx'), 'GrantedPage'),
})

// Taken before the router puts addresses in order: what was signed is the query as it came.
export const queryAsItCame = window.location.search.slice(1)
