import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { TABLES } from './tables.ts'

export const PARTS = [...TABLES, 'fields', 'coverage'] as const

export const mappingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/mappings',
  validateSearch: z.object({
    integration: z.string().optional().catch(undefined),
    part: z.enum(PARTS).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./mappings-page.tsx'), 'MappingsPage'),
})
