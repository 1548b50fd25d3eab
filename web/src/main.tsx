import '@fontsource-variable/inter/index.css'
import './style/tokens.css'
import './style/base.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { RouterProvider as AriaRouterProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { sessionEnded } from './api/connection.ts'
import { createQueryClient } from './api/query-client.ts'
import { sessionQuery } from './api/session.ts'
import { PreferencesProvider } from './app/preferences.tsx'
import { createPages } from './app/router.tsx'
import { hasUnsaved } from './kit/unsaved.ts'

const queries = createQueryClient(() => {
  // Who was never signed in is led there by the page itself.
  if (!location.pathname.startsWith('/o/') || queries.getQueryData(sessionQuery.queryKey) === undefined) return
  if (hasUnsaved()) {
    sessionEnded.set(true)
    return
  }
  queries.clear()
  void pages.navigate({ to: '/sign-in', search: { next: location.pathname + location.search, ended: 'yes' } })
})
const pages = createPages(queries)

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <PreferencesProvider>
        <AriaRouterProvider navigate={(href) => void pages.navigate({ href })}>
          <RouterProvider router={pages} />
        </AriaRouterProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
)
