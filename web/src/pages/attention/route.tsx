import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { attentionFilter } from './filter.ts'

export const attentionRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'attention',
  validateSearch: attentionFilter,
  component: lazyRouteComponent(() => import('./attention-page.tsx'), 'AttentionPage'),
})
