import type { ReactNode } from 'react'
import { ApiFailure } from '#api/client'
import { Button } from '#web/kit/button.tsx'
import { FailureNotice } from '#web/kit/notice.tsx'
import { SkeletonRows } from '#web/kit/skeleton.tsx'
import { useText } from '#web/languages/use-text.ts'

interface Asking<T> {
  readonly data: T | undefined
  readonly error: Error | null
  refetch(): unknown
}

interface AnswerProps<T> {
  readonly of: Asking<T>
  readonly children: (answer: T) => ReactNode
  /** What stands there until it comes. */
  readonly skeleton?: ReactNode
  /** What stands around the answer stands around its place and its failure too, e.g. a page with its title. */
  readonly frame?: (content: ReactNode) => ReactNode
}

/** What a route answered: its place while it comes, and the failure with its remedy when it does not. */
export function Answer<T>({ of: asking, children, skeleton = <SkeletonRows />, frame = asItIs }: AnswerProps<T>) {
  const text = useText()
  const { data, error } = asking
  if (data !== undefined) return children(data)
  if (error === null) return frame(skeleton)
  if (!(error instanceof ApiFailure)) throw error
  return frame(
    <FailureNotice
      failure={error.failure}
      action={
        <Button size="small" onPress={() => asking.refetch()}>
          {text('failure.again')}
        </Button>
      }
    />,
  )
}

const asItIs = (content: ReactNode): ReactNode => content
