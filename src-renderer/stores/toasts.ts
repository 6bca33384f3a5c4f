import type { ApiError } from '@contract/errors'
import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Something that a person is told in the corner of the window. */
export interface Toast {
  readonly id: number
  readonly tone: 'done' | 'problem' | 'notice'
  readonly title: string
  readonly text?: string
  /** What "Copy details" copies. */
  readonly error?: ApiError
  /** What can still be done about it; the toast is gone afterwards. */
  readonly action?: ToastAction
}

/** A button of a toast. */
export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

/** How long something done stays. */
const doneMs = 3500
/** How long something can be taken back. */
const actionMs = 8000
/** Older ones give way. */
const maxToasts = 4

/** What is shown in the corner, the newest last. Only what is done goes by itself. */
export const useToastsStore = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([])
  let lastId = 0

  const dismiss = (id: number): void => {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  const show = (toast: Omit<Toast, 'id'>): void => {
    const id = ++lastId
    toasts.value = [...toasts.value, { ...toast, id }].slice(-maxToasts)
    if (toast.tone === 'done') setTimeout(() => dismiss(id), toast.action ? actionMs : doneMs)
  }

  return { toasts, show, dismiss }
})
