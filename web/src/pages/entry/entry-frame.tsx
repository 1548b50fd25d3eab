import type { ReactNode } from 'react'
import { usePreferences } from '#web/app/preferences.tsx'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextField } from '#web/kit/text-field.tsx'
import { type Language, LANGUAGES } from '#languages/languages'
import { useText } from '#web/languages/use-text.ts'
import styles from './entry.module.css'
import { SaidFailure } from './said-failure.tsx'
import type { Submit } from './use-submit.ts'

interface EntryFrameProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** A page before one is in: one thing to do, in the middle. */
export function EntryFrame({ title, lead, children }: EntryFrameProps) {
  return (
    <div className={cx(styles.frame)}>
      <title>{`${title} – Tillbridge`}</title>
      <main className={cx(styles.box)}>
        <p className={cx(styles.brand)}>
          <img src="/icon.svg" alt="" width="32" height="32" />
          Tillbridge
        </p>
        <header>
          <h1>{title}</h1>
          {lead === undefined ? null : <p className={cx(styles.lead)}>{lead}</p>}
        </header>
        {children}
      </main>
      <LanguageChoice />
    </div>
  )
}

interface EntryFormProps {
  readonly submit: Submit
  readonly action: string
  readonly children: ReactNode
}

/** A form with one button; why it was refused stands above it. */
export function EntryForm({ submit: { isBusy, failure, onSubmit }, action, children }: EntryFormProps) {
  return (
    <form className={cx(styles.form)} onSubmit={onSubmit} noValidate>
      <SaidFailure failure={failure} />
      {children}
      <Button type="submit" kind="primary" isBusy={isBusy}>
        {action}
      </Button>
    </form>
  )
}

interface NewPasswordFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Whether it was refused. */
  readonly error: string | undefined
}

export function NewPasswordField({ value, onChange, error }: NewPasswordFieldProps) {
  const text = useText()
  return (
    <TextField
      label={text('entry.newPassword')}
      description={text('entry.newPassword.how')}
      type="password"
      autoComplete="new-password"
      isRequired
      value={value}
      onChange={onChange}
      {...(error === undefined ? {} : { error: text('entry.refused.PASSWORD_UNFIT') })}
    />
  )
}

function LanguageChoice() {
  const text = useText()
  const { language, setLanguage } = usePreferences()
  return (
    <nav className={cx(styles.languages)} aria-label={text('shell.language')}>
      {(Object.keys(LANGUAGES) as Language[]).map((key) => (
        <button key={key} type="button" lang={key} aria-pressed={key === language} onClick={() => setLanguage(key)}>
          {LANGUAGES[key]}
        </button>
      ))}
    </nav>
  )
}
