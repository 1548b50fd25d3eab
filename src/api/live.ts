import { z } from 'zod'
import { key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

export const liveRoutes = routes({
  'live.stream': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/live`,
    summary: 'Hear of changes as they happen; the stream ends after some minutes, and is opened anew',
    permission: 'transfers:read',
    params: z.object({ organization: key }),
    /** Events `changed` with `{ topics }` (`transfers`, `jobs`, `changes`, `alarms`) and `still` with `{}` now and then. */
    answer: 'stream',
  },
})
