import type { FormSchema, ProviderKind } from '@contract/forms'
import type { Provider } from '@contract/providers'
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { storedSettings } from './provider-groups'
import { api } from '@/api'
import { useSchemaForm, type SchemaForm } from '@/composables/use-schema-form'
import { idField, newId } from '@/forms/id-field'
import { missingFields } from '@/forms/form-values'

/** A provider that is being added or edited. */
export interface ProviderForm {
  readonly form: SchemaForm
  /** What is stored; absent until it is saved for the first time. */
  readonly provider: Readonly<Ref<Provider | undefined>>
  /** Labels of what it needs to be switched on. */
  readonly missing: ComputedRef<readonly string[]>
  /** What will be stored: what the person wants, as far as it is complete. */
  readonly enabled: ComputedRef<boolean>
  readonly isDirty: ComputedRef<boolean>
  setEnabled(on: boolean): void
  /** Stores it; the form stays as it is. */
  save(): Promise<Provider>
  /** Goes on with what the server answered. */
  adopt(saved: Provider): void
}

const nothing: FormSchema = { type: 'object', properties: {} }

/** The form of one vendor's provider; `start` is absent for a new one. */
export const useProviderForm = (
  kind: Readonly<Ref<ProviderKind | undefined>>,
  start: Provider | undefined,
): ProviderForm => {
  const { t } = useI18n()
  const provider = shallowRef(start)
  const wanted = ref(start?.enabled ?? true)

  const schema = computed<FormSchema>(() => {
    const vendor = kind.value
    if (!vendor) return nothing
    const name = {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      label: t('providers.name'),
    } as const
    const settings = provider.value ? (vendor.update ?? vendor.settings) : vendor.settings
    return {
      type: 'object',
      properties: {
        name: { ...name, default: vendor.name },
        ...settings.properties,
        ...(!provider.value && { providerId: idField(t, t('providers.id')) }),
      },
      required: ['name', ...(settings.required ?? [])],
    }
  })
  const form = useSchemaForm(
    () => schema.value,
    () => provider.value && { stored: storedSettings(provider.value) },
  )
  watch(kind, () => form.reset())

  const missingNames = computed(() =>
    missingFields(schema.value, kind.value?.needed ?? [], form.values.value, form.stored.value),
  )
  const missing = computed(() =>
    missingNames.value.map((name) => schema.value.properties[name]?.label ?? name),
  )
  // What the server holds enabled stays so, whatever this version believes it needs.
  const enabled = computed(
    () => wanted.value && (missing.value.length === 0 || provider.value?.enabled === true),
  )
  const isDirty = computed(
    () =>
      form.isDirty.value ||
      (provider.value !== undefined && enabled.value !== provider.value.enabled),
  )

  const save = async (): Promise<Provider> => {
    const vendor = kind.value?.kind ?? provider.value?.provider ?? ''
    const known = provider.value
    return known
      ? await api.call('updateProvider', {
          ...form.changed(),
          ...(enabled.value !== known.enabled && { enabled: enabled.value }),
          kind: vendor,
          providerId: known.$id,
        })
      : await api.call('createProvider', {
          name: '',
          ...form.entered(),
          enabled: enabled.value,
          kind: vendor,
          providerId: newId(form.entered().providerId),
        })
  }
  const adopt = (saved: Provider): void => {
    provider.value = saved
    wanted.value = saved.enabled
    form.reset()
  }

  return {
    form,
    provider,
    missing,
    enabled,
    isDirty,
    setEnabled: (on) => {
      wanted.value = on
    },
    save,
    adopt,
  }
}
