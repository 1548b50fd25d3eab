import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { sessionEnded } from '#web/api/connection.ts'
import { sessionQuery } from '#web/api/session.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'

const LOOK_EVERY_MS = 2000

/** The session has ended while something was typed: one signs in beside it and goes on, or leaves. */
export function SessionEnded() {
  const text = useText()
  const navigate = useNavigate()
  const hasEnded = sessionEnded.useIsSet()
  useBackAgain(hasEnded)
  const leave = (): void => {
    sessionEnded.set(false)
    void navigate({ to: '/sign-in', ignoreBlocker: true })
  }
  return (
    <Dialog
      title={text('ended.title')}
      isOpen={hasEnded}
      onClose={() => sessionEnded.set(false)}
      footer={<Button onPress={leave}>{text('ended.leave')}</Button>}
    >
      <p>{text('ended.text')}</p>
      <p>
        <OutsideLink href="/sign-in">{text('ended.signIn')}</OutsideLink>
      </p>
    </Dialog>
  )
}

/** Goes on as soon as somebody is signed in again, in whichever tab. */
function useBackAgain(hasEnded: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!hasEnded) return undefined
    const look = async (): Promise<void> => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
      sessionEnded.set(false)
      await queries.invalidateQueries()
    }
    const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [queries, hasEnded])
}
