/** The steps of quitting. */
export interface QuitSteps {
  /** False when the person keeps the window. */
  readonly closeWindow: () => Promise<boolean>
  /** Takes a bounded time. */
  readonly closeStudio: () => Promise<void>
  /** Asks the system to end the app, which asks `mayQuit` again. */
  readonly quit: () => void
}

/**
 * Quits in this order: the window, which saves what is written in it while somebody still takes it; then the
 * studio, whose engine hands over what is in flight; then the app. Answers whether the app may end now.
 */
export const createQuitOrder = ({ closeWindow, closeStudio, quit }: QuitSteps): (() => boolean) => {
  let state: 'open' | 'closing' | 'closed' = 'open'

  const proceed = async (): Promise<void> => {
    if (!(await closeWindow())) {
      state = 'open'
      return
    }
    await closeStudio()
    state = 'closed'
    quit()
  }

  return () => {
    if (state === 'open') {
      state = 'closing'
      void proceed()
    }
    return state === 'closed'
  }
}
