import type { DraftChange } from '@contract/draft-steps'
import { onBeforeUnmount, onMounted, nextTick, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, toApiError } from '@/api'
import { focusField } from '@/drafts/focus-field'
import { isDialogOpen, isKey, letterOf } from '@/keys'
import { useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'
import { useSaid } from './use-said'

/** Where a draft is written. */
export interface DraftUndoOptions {
  readonly session: () => DraftSession
  /** The fields; each is named by `data-field`. */
  readonly root: Readonly<Ref<HTMLElement | null>>
  /** Leads to a change that a field of its own shows; false when none does. */
  readonly reveal: (change: DraftChange) => boolean
}

/** Undo, redo and save points of the draft that is on the screen. */
export interface DraftUndo {
  /** What was just done, for a few seconds. */
  readonly said: Readonly<Ref<string>>
  undo(): Promise<void>
  redo(): Promise<void>
  readonly keepVersion: Action<[]>
}

/** Hears the keys of undo, redo and save points wherever the draft is written. */
export const useDraftUndo = ({ session, root, reveal }: DraftUndoOptions): DraftUndo => {
  const { t } = useI18n()
  const sessions = useDraftSessions()
  const notify = useNotify()
  const { text: said, say } = useSaid()

  const show = async (changes: readonly DraftChange[], words: string): Promise<void> => {
    const [first] = changes
    if (!first) return
    const fields = changes.map(({ name }) => t(`merge.fields.${name}`)).join(', ')
    say(t(words, { fields }))
    await nextTick()
    if (root.value && !reveal(first)) focusField(root.value, first)
  }
  const undo = (): Promise<void> => show(sessions.undo(session().draft.id), 'history.undid')
  const redo = (): Promise<void> => show(sessions.redo(session().draft.id), 'history.redid')
  const keepVersion = useAction(async () => {
    const draftId = session().draft.id
    if (!(await sessions.flush(draftId))) return
    try {
      const { kept } = await api.call('keepDraftVersion', { draftId })
      say(t(kept ? 'history.kept' : 'history.keptAlready'))
    } catch (thrown) {
      notify.problem(t('history.keepFailed'), toApiError(thrown))
    }
  })

  const onKey = (event: KeyboardEvent): void => {
    const act = actOf(event)
    if (!act || isDialogOpen()) return
    if (act !== 'keep' && !isWriting(event.target, root.value)) return
    event.preventDefault()
    event.stopPropagation()
    if (act === 'keep') void keepVersion.run()
    else void (act === 'undo' ? undo() : redo())
  }
  /** The menus of the browser and of the app. */
  const onInput = (event: InputEvent): void => {
    const isUndo = event.inputType === 'historyUndo'
    if (!isUndo && event.inputType !== 'historyRedo') return
    if (!isWriting(event.target, root.value)) return
    event.preventDefault()
    event.stopPropagation()
    void (isUndo ? undo() : redo())
  }
  // Before the fields and the editor, which have histories of their own.
  onMounted(() => {
    window.addEventListener('keydown', onKey, { capture: true })
    window.addEventListener('beforeinput', onInput, { capture: true })
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('beforeinput', onInput, { capture: true })
  })
  return { said, undo, redo, keepVersion }
}

const actOf = (event: KeyboardEvent): 'undo' | 'redo' | 'keep' | undefined => {
  if (isKey(event, 'undo')) return 'undo'
  if (isKey(event, 'savePoint')) return 'keep'
  // What Windows has for it besides.
  const { ctrlKey, altKey, shiftKey, isComposing } = event
  const isY = ctrlKey && !altKey && !shiftKey && !isComposing && letterOf(event) === 'y'
  return isY || isKey(event, 'redo') ? 'redo' : undefined
}

/** Whether the key was meant for the draft: in one of its fields, or in none at all. */
const isWriting = (target: EventTarget | null, root: HTMLElement | null): boolean => {
  if (!(target instanceof HTMLElement) || !root) return false
  if (target === document.body) return true
  const isText = target.isContentEditable || ['INPUT', 'TEXTAREA'].includes(target.tagName)
  return root.contains(target) && (!isText || target.closest('[data-field]') !== null)
}
