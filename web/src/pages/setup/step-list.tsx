import { Check } from 'lucide-react'
import { useOrganization } from '#web/api/organization.tsx'
import { cx } from '#web/kit/class-names.ts'
import { TextLink } from '#web/kit/link.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './setup.module.css'
import { isDone, isOpen, type Progress, type Step, STEPS } from './steps.ts'

interface StepListProps {
  readonly current: Step
  readonly progress: Progress
}

/** The five steps: which are done, which one this is, and the way to each that is open. */
export function StepList({ current, progress }: StepListProps) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <nav aria-label={text('setup.steps')}>
      <ol className={cx(styles.steps)}>
        {STEPS.map((step, index) => (
          <li key={step} className={cx(styles.step, step === current && styles.current)}>
            <span className={cx(styles.number)} aria-hidden>
              {isDone(step, progress) ? <Check size={14} strokeWidth={3} /> : index + 1}
            </span>
            {isOpen(step, progress) ? (
              <TextLink
                to="/o/$organization/setup"
                params={{ organization }}
                search={{ step }}
                aria-current={step === current ? 'step' : undefined}
              >
                {text(`setup.step.${step}`)}
              </TextLink>
            ) : (
              <span>{text(`setup.step.${step}`)}</span>
            )}
            {isDone(step, progress) ? <span className={cx(styles.hidden)}>{text('setup.done')}</span> : null}
          </li>
        ))}
      </ol>
    </nav>
  )
}
