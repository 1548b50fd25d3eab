import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const attentionRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'attention',
  component: lazyRouteComponent(() => import('./attention-page.tsx'), 'AttentionPage'),
})
