import type { ApiError } from '@contract/errors'
import { NButton, useMessage, useNotification } from 'naive-ui'
import { h } from 'vue'
import { useI18n } from 'vue-i18n'
import { copyText } from '@/copy-text'

/** Tells a person about something that happened. */
export interface Notify {
  /** It is done: a toast that goes by itself. */
  done(text: string): void
  /** It failed and no place on the screen shows it: stays until closed, details can be copied. */
  problem(title: string, error: ApiError): void
  /** Anything else that must be read: stays until closed. */
  notice(title: string, text?: string): void
}

/** Everything about an error that helps whoever looks into it, and nothing secret. */
export const errorDetails = (title: string, error: ApiError): string =>
  [title, error.message, `${error.code} ${error.type}`, ...(error.param ? [error.param] : [])].join(
    '\n',
  )

/** Toasts and notifications; only inside the message and notification providers of `App.vue`. */
export const useNotify = (): Notify => {
  const message = useMessage()
  const notification = useNotification()
  const { t } = useI18n()

  const done = (text: string): void => {
    message.success(text, { duration: 3500 })
  }
  const copy = async (title: string, error: ApiError): Promise<void> => {
    if (await copyText(errorDetails(title, error))) done(t('common.detailsCopied'))
  }
  return {
    done,
    problem(title, error) {
      notification.error({
        title,
        content: error.message,
        action: () =>
          h(
            NButton,
            { text: true, type: 'primary', size: 'tiny', onClick: () => void copy(title, error) },
            () => t('common.copyDetails'),
          ),
      })
    },
    notice(title, text) {
      notification.info({ title, content: text })
    },
  }
}
