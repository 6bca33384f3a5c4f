import type { CallReply } from '@contract/index'
import type { Profile, ServerCertificate } from '@contract/profiles'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/api'
import { useAction } from '@/composables/use-action'

/** A field of a connection's form. */
export type ConnectionField = 'endpoint' | 'project' | 'key'
type RemoteProfile = Profile & { readonly kind: 'remote' }

/** The public server of Appwrite. */
export const defaultEndpoint = 'https://cloud.appwrite.io/v1'

const valid: Record<ConnectionField, (value: string) => boolean> = {
  endpoint: (value) => /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(value) && URL.canParse(value),
  project: (value) => /^\S{1,36}$/.test(value),
  key: (value) => value !== '',
}
// The table's own keys.
const fields = Object.keys(valid) as ConnectionField[]

/**
 * Where a project is and its key, typed by a person, and what its server says to that. `known` is the profile
 * whose connection is changed: its key is asked for again only when its address is another.
 */
export const useConnection = (known?: () => RemoteProfile) => {
  const { t } = useI18n()
  const form = reactive({
    endpoint: known?.().endpoint ?? defaultEndpoint,
    project: known?.().project ?? '',
    key: '',
  })
  const touched = reactive<Partial<Record<ConnectionField, boolean>>>({})
  const checked = shallowRef<CallReply<'checkConnection'>>()
  const problem = ref<{ field: ConnectionField; message: string }>()
  /** What the server shows of itself when nobody vouches for it. */
  const shown = shallowRef<ServerCertificate>()
  /** What was trusted until it showed that. */
  const former = shallowRef<ServerCertificate | null>(null)
  const trusted = ref(false)

  const typed = (field: ConnectionField): string => form[field].trim()
  const isElsewhere = computed(
    () => typed('endpoint') !== known?.().endpoint || typed('project') !== known?.().project,
  )
  /** The certificate that a person chose to trust, and has not saved yet. */
  const chosen = computed(() => (trusted.value ? shown.value?.pem : undefined))
  const isChanged = computed(
    () => isElsewhere.value || typed('key') !== '' || chosen.value !== undefined,
  )
  const isValid = (field: ConnectionField): boolean =>
    (field === 'key' && !isElsewhere.value) || valid[field](typed(field))
  const errorOf = (field: ConnectionField): string | undefined => {
    if (problem.value?.field === field) return problem.value.message
    return touched[field] && !isValid(field) ? t(`connection.${field}Error`) : undefined
  }
  /** What was typed, and the one certificate that is trusted there. */
  const credentials = () => {
    const isSameServer = typed('endpoint') === known?.().endpoint
    const certificate = chosen.value ?? (isSameServer ? known?.().certificate : null)
    return {
      endpoint: typed('endpoint'),
      project: typed('project'),
      key: typed('key'),
      ...(certificate && { certificate }),
    }
  }

  /** What was found out belongs to the address, project and key that were asked with. */
  const forget = (): void => {
    checked.value = undefined
    problem.value = undefined
  }
  watch([() => form.project, () => form.key, trusted], forget)
  const forgetServer = (): void => {
    forget()
    shown.value = undefined
    trusted.value = false
  }
  watch(() => form.endpoint, forgetServer)

  const check = useAction(async () => {
    forget()
    // The stored key is asked with where none is typed; it stays in main.
    const certificate = chosen.value
    const answer =
      known && typed('key') === ''
        ? await api.call('checkProfile', {
            profileId: known().id,
            ...(certificate && { certificate }),
          })
        : await api.call('checkConnection', credentials())
    if (answer.problem)
      problem.value = { field: answer.problem.param, message: answer.problem.message }
    else checked.value = answer
    const presented = answer.certificate
    // One that was only chosen was never trusted.
    if (presented && !certificate) former.value = answer.trusted
    // The choice was for the certificate that was shown, and for no other one.
    if (presented && presented.fingerprint !== shown.value?.fingerprint) trusted.value = false
    shown.value = presented ?? (trusted.value ? shown.value : undefined)
  })
  const lacksScope = computed(() => checked.value?.scopes.some((scope) => !scope.granted) ?? false)
  const reached = computed(() => {
    if (!checked.value?.ok) return undefined
    const { version } = checked.value
    return version ? t('connection.reachedVersion', { version }) : t('connection.reached')
  })

  /** Shows what is wrong with the fields; true when nothing is. */
  const validate = (): boolean => {
    for (const field of fields) touched[field] = true
    return fields.every(isValid)
  }
  /** Asks the server unless it has answered; false when a person has to read what it said first. */
  const isAccepted = async (): Promise<boolean> => {
    // With a scope missing the person decides, having read what that disables.
    if (checked.value?.ok) return true
    await check.run()
    return checked.value?.ok === true && !lacksScope.value
  }

  return reactive({
    ...{
      form,
      touched,
      checked,
      shown,
      former,
      trusted,
      check,
      lacksScope,
      reached,
      isElsewhere,
      isChanged,
    },
    ...{ errorOf, credentials, forget, forgetServer, validate, isAccepted },
  })
}

/** The form of a connection, as `useConnection` makes it. */
export type Connection = ReturnType<typeof useConnection>
