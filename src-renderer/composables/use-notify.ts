import type { ApiError } from '@contract/errors'
import { useToastsStore, type ToastAction } from '@/stores/toasts'

/** Tells a person about something that happened. */
export interface Notify {
  /** It is done: a toast that goes by itself; with an action, after a while. */
  done(title: string, action?: ToastAction): void
  /** It failed and no place on the screen shows it: stays until closed or acted on, details can be copied. */
  problem(title: string, error: ApiError, action?: ToastAction): void
  /** Anything else that must be read: stays until closed. */
  notice(title: string, text?: string): void
}

/** Messages in the corner of the window. */
export const useNotify = (): Notify => {
  const { show } = useToastsStore()
  return {
    done: (title, action) => show({ tone: 'done', title, ...(action && { action }) }),
    problem: (title, error, action) =>
      show({ tone: 'problem', title, text: error.message, error, ...(action && { action }) }),
    notice: (title, text) => show({ tone: 'notice', title, text }),
  }
}
