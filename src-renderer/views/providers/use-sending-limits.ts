import type { ApiError } from '@contract/errors'
import type { FormSchema } from '@contract/forms'
import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, toApiError } from '@/api'
import { useSchemaForm, type SchemaForm } from '@/composables/use-schema-form'
import type { Settings } from '@/forms/form-values'
import { useAppStore } from '@/stores/app'

/** How fast and how wide a provider may be used, while it is edited. */
export interface SendingLimitsForm {
  readonly form: SchemaForm
  /** Whether limits are kept here: a server of Appwrite's has its own. */
  readonly isOffered: boolean
  /** True once what is stored is on the screen; nothing is saved before. */
  readonly loaded: Readonly<Ref<boolean>>
  /** Why the stored limits could not be read. */
  readonly error: Readonly<ShallowRef<ApiError | undefined>>
  load(): Promise<void>
  /** Stores them for this provider, when they were changed; they hold at once. */
  save(providerId: string): Promise<void>
}

/** The most that the contract takes. */
const most = { perSecond: 100_000, concurrency: 1000 }

/** The limits of a provider; `providerId` is absent for a new one, which has none. */
export const useSendingLimits = (providerId: string | undefined): SendingLimitsForm => {
  const { t } = useI18n()
  const isOffered = useAppStore().capabilities.ledger
  const stored = shallowRef<Settings>({})
  const loaded = ref(false)
  const error = shallowRef<ApiError>()

  const schema = computed<FormSchema>(() => ({
    type: 'object',
    properties: {
      perSecond: {
        ...{ type: 'number', minimum: 0.01, maximum: most.perSecond, span: 6 },
        ...{ label: t('limits.perSecond'), help: t('limits.perSecondHelp') },
      },
      concurrency: {
        ...{ type: 'integer', minimum: 1, maximum: most.concurrency, span: 6 },
        ...{ label: t('limits.concurrency'), help: t('limits.concurrencyHelp') },
      },
    },
  }))
  const emptiable = ['perSecond', 'concurrency']
  const form = useSchemaForm(
    () => schema.value,
    () => ({ stored: stored.value, emptiable }),
  )

  const show = (settings: Settings): void => {
    stored.value = settings
    form.reset()
    loaded.value = true
  }
  const load = async (): Promise<void> => {
    error.value = undefined
    if (providerId === undefined) return show({})
    try {
      show(await api.call('getProviderLimits', { providerId }))
    } catch (thrown) {
      error.value = toApiError(thrown)
    }
  }
  if (isOffered) void load()

  const save = async (id: string): Promise<void> => {
    if (!form.isDirty.value) return
    const limits = form.entered()
    await api.call('setProviderLimits', { ...limits, providerId: id })
    show(limits)
  }

  return { form, isOffered, loaded, error, load, save }
}
