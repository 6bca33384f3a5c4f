import { shallowRef, watch, type ShallowRef } from 'vue'
import { api } from '@/api'

/** The picture of a stored file (`<BUCKET_ID>:<FILE_ID>`) as a data address; undefined while or where there is none. */
export const useImageSource = (id: () => string): Readonly<ShallowRef<string | undefined>> => {
  const source = shallowRef<string>()
  watch(
    id,
    async (wanted) => {
      source.value = undefined
      if (wanted === '') return
      const [bucketId = '', fileId = ''] = wanted.split(':')
      try {
        const { mimeType, base64 } = await api.call('getFileDownload', { bucketId, fileId })
        if (id() === wanted) source.value = `data:${mimeType};base64,${base64}`
      } catch {
        // The field itself says that the file is gone; a preview does well without it.
      }
    },
    { immediate: true },
  )
  return source
}
