import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const keysRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/keys',
  component: lazyRouteComponent(() => import('./keys-section.tsx'), 'KeysSection'),
})
