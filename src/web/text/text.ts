import { createContext, use } from 'react'

/**
 * The text catalogue: one file an area, each exporting `{ en, zh }` with one type, so a missing sentence does not compile.
 * A page takes only its areas (`const t = useText(datasets)`), so no page loads the words of another.
 */
export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** What `<html lang>` and Intl call them. */
export const languageTags: Record<Language, string> = { en: 'en', zh: 'zh-Hans' }
export const languageNames: Record<Language, string> = { en: 'English', zh: '简体中文' }

export type Area<T> = { en: T; zh: NoInfer<T> }

export type LanguageChoice = { language: Language; choose: (language: Language) => void }
export const LanguageContext = createContext<LanguageChoice>({ language: 'en', choose: () => {} })

export const useLanguage = (): LanguageChoice => use(LanguageContext)

/** The sentences of an area in the reader's language. */
export function useText<T>(area: Area<T>): T {
  return area[useLanguage().language]
}
