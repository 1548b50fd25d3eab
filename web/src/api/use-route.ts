import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import { ApiFailure } from '#api/client'
import type { Answered } from '#api/route'
import type { RouteName, Routes } from '#api/routes'
import { sayFailed } from '#web/kit/toasts.tsx'
import type { AnyCall, AskedOf, ChangeName, ReadName } from './asked.ts'
import { clientOf, useOrganization } from './organization.tsx'

interface ReadOptions {
  /** Asked again so often while the page is looked at. */
  readonly everyMs?: number
  readonly isEnabled?: boolean
}

const call = <N extends RouteName>(organization: string, name: N, asked: object): Promise<Answered<Routes[N]>> =>
  (clientOf(organization).call as AnyCall)(name, asked)

/** What a route answers, kept, and asked again when it may have changed. */
export function useRoute<N extends ReadName>(
  name: N,
  asked: AskedOf<N>,
  { everyMs, isEnabled = true }: ReadOptions = {},
): UseQueryResult<Answered<Routes[N]>> {
  const { organization } = useOrganization()
  return useQuery({
    queryKey: [organization, name, asked],
    queryFn: ({ signal }) => call(organization, name, { ...asked, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  }) as UseQueryResult<Answered<Routes[N]>>
}

type ListName = {
  [N in ReadName]: Answered<Routes[N]> extends { readonly items: readonly unknown[]; readonly next: string | null }
    ? N
    : never
}[ReadName]
type ItemOf<N extends ListName> = Answered<Routes[N]> extends { readonly items: readonly (infer I)[] } ? I : never

/** A list, page by page: all items that were fetched so far, and how to get more. */
export function useList<N extends ListName>(name: N, asked: AskedOf<N>, { everyMs }: ReadOptions = {}) {
  const { organization } = useOrganization()
  const query = useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [organization, name, asked],
      queryFn: async ({ pageParam, signal }) => {
        const { query: filter } = asked as { query?: object }
        const page = { ...filter, ...(pageParam === null ? {} : { after: pageParam }) }
        return (await call(organization, name as RouteName, { ...asked, query: page, signal })) as unknown as {
          items: ItemOf<N>[]
          next: string | null
        }
      },
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next,
      placeholderData: keepPreviousData,
      ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    }),
  )
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) }
}

/**
 * Calls a route that changes something; what is shown is asked again after it. What goes wrong is said in a toast, unless the caller
 * says it beside a field.
 */
export function useChange<N extends ChangeName>(
  name: N,
  { onDone, onFailed = sayOf }: ChangeOptions<N> = {},
): UseMutationResult<Answered<Routes[N]>, Error, AskedOf<N>> {
  const { organization } = useOrganization()
  const queries = useQueryClient()
  const underWay = useRef(new Set<string>())
  const change = useMutation<Answered<Routes[N]>, Error, AskedOf<N>>({
    mutationFn: (asked) => call(organization, name, asked),
    onSuccess: async (answer) => {
      // Whoever leaves a page because what it shows is gone leaves it before it is asked for again.
      await onDone?.(answer)
      await queries.invalidateQueries({ queryKey: [organization] })
    },
    onError: onFailed,
    onSettled: (_answer, _error, asked) => void underWay.current.delete(wordsOf(asked)),
  })
  const { mutate: send } = change
  // Who presses twice wants it once, also before the button knows that it was pressed.
  const mutate = useCallback<typeof send>(
    (...asking) => {
      const same = wordsOf(asking[0])
      if (underWay.current.has(same)) return
      underWay.current.add(same)
      send(...asking)
    },
    [send],
  )
  return { ...change, mutate }
}

/** What is asked for, whatever the moment of the press that stands in it. */
const wordsOf = (asked: unknown): string =>
  JSON.stringify([asked]).replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'now')

interface ChangeOptions<N extends ChangeName> {
  readonly onDone?: (answer: Answered<Routes[N]>) => void | Promise<void>
  readonly onFailed?: (error: Error) => void
}

const sayOf = (error: Error): void => {
  if (error instanceof ApiFailure) sayFailed(error.failure)
  else throw error
}
