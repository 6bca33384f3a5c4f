import type { StorageFile } from '@contract/storage'
import { computed, watch, type ComputedRef } from 'vue'
import { attachmentLimit } from '@/drafts/attachment-limit'
import { useNamesStore } from '@/stores/names'

/** One file that goes along. */
export interface Attachment {
  /** `<BUCKET_ID>:<FILE_ID>`. */
  readonly id: string
  /** Undefined while it is read, null when it is gone from storage. */
  readonly file: StorageFile | null | undefined
}

/** The files of a mail. */
export interface Attachments {
  readonly files: ComputedRef<readonly Attachment[]>
  /** Bytes of all that are known. */
  readonly total: ComputedRef<number>
  /** Bytes that the vendor takes. */
  readonly limit: ComputedRef<number>
  readonly excess: ComputedRef<number>
  readonly missing: ComputedRef<number>
}

/** Looks up the files that a draft names; `vendor` is who would send it. */
export const useAttachments = (
  ids: () => readonly string[],
  vendor: () => string | undefined,
): Attachments => {
  const names = useNamesStore()
  watch(ids, (wanted) => void names.needFiles(wanted), { immediate: true })
  const files = computed(() => ids().map((id) => ({ id, file: names.files.get(id) })))
  const total = computed(() =>
    files.value.reduce((sum, { file }) => sum + (file?.sizeOriginal ?? 0), 0),
  )
  const limit = computed(() => attachmentLimit(vendor()))
  return {
    files,
    total,
    limit,
    excess: computed(() => Math.max(0, total.value - limit.value)),
    missing: computed(() => files.value.filter(({ file }) => file === null).length),
  }
}
