import { createRootRouteWithContext, Outlet } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { Toasts } from '#web/kit/toasts.tsx'
import { MissingPage, PageFailure } from '#web/shell/page-failure.tsx'

/** What every page stands in. */
export const rootRoute = createRootRouteWithContext<{ readonly queries: QueryClient }>()({
  component: () => (
    <>
      <Outlet />
      <Toasts />
    </>
  ),
  errorComponent: PageFailure,
  notFoundComponent: MissingPage,
})
