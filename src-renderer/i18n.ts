import { createI18n } from 'vue-i18n'
import { messages } from './locales/en'

/** The message catalogue; every string that a person reads comes from it. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: messages },
  missingWarn: true,
})
