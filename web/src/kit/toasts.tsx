import { CircleCheck, OctagonAlert, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import type { Failure } from '#api/failure'
import { IconButton } from './button.tsx'
import { cx } from './class-names.ts'
import { useKitText } from './kit-text.tsx'
import styles from './toasts.module.css'
import { ServerText } from '#web/languages/server-text.tsx'

interface Toast {
  readonly id: number
  readonly tone: 'good' | 'bad'
  readonly title: string
  readonly more: string | null
}

const READ_MS = 6000

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const add = (toast: Omit<Toast, 'id'>): void => set([...toasts, { ...toast, id: ++lastId }].slice(-3))
const remove = (id: number): void => set(toasts.filter((toast) => toast.id !== id))

/** Says that something was done. */
export const sayDone = (title: string): void => add({ tone: 'good', title, more: null })
/** Says that something could not be done, and what to do about it. Stays until it is closed. */
export const sayFailed = ({ message, remedy }: Pick<Failure, 'message' | 'remedy'>): void =>
  add({ tone: 'bad', title: message, more: remedy })

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where short messages appear. Read aloud when they come. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    // Of the top layer: a dialog that is open does not silence what is said meanwhile, nor keep it from being closed.
    <div className={cx(styles.region)} role="status" aria-live="polite" data-react-aria-top-layer="true">
      {shown.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastView({ toast: { id, tone, title, more } }: { readonly toast: Toast }) {
  const { close } = useKitText()
  useEffect(() => {
    if (tone === 'bad') return undefined
    const timer = setTimeout(() => remove(id), READ_MS)
    return () => clearTimeout(timer)
  }, [id, tone])
  const Icon = tone === 'good' ? CircleCheck : OctagonAlert
  return (
    <div className={cx(styles.toast)}>
      <Icon size={18} aria-hidden className={cx(styles[tone])} />
      <div className={cx(styles.words)}>
        <p className={cx(styles.title)}>{tone === 'bad' ? <ServerText text={title} /> : title}</p>
        {more === null ? null : (
          <p className={cx(styles.more)}>
            <ServerText text={more} />
          </p>
        )}
      </div>
      <IconButton label={close} icon={X} onPress={() => remove(id)} />
    </div>
  )
}
